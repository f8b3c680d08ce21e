/**
 * What has changed since the last look: agents and apps that rows of the journal name, and agents whose offers came or went.
 * What no event is about cannot have changed. All is looked at all the same after four times as many changes as there are
 * agents, so that a change costs the same whatever their number, and in a small cluster after each.
 */

import type { Journal } from "../kernel/journal.ts";
import { blockRows, type RowBlock } from "../kernel/row-block.ts";
import type { Offers } from "../mesos/offers.ts";
import type { Watched, WatchedAgent, WatchedApp } from "./watched.ts";

/** In a cluster of up to so many agents everything is looked at after any change: that costs little. */
const smallCluster = 10;
/** So many changes for each agent there are between two looks at all of a larger one. */
const changesPerAgent = 4;

/** Where rows of a type name whom they are about; -1 for nowhere. */
interface Named {
  readonly agent: number;
  readonly framework: number;
  readonly app: number;
}

const nobody: Named = { agent: -1, framework: -1, app: -1 };

export class Touched {
  readonly #journal: Journal;
  readonly #watched: Watched;
  readonly #named: readonly Named[];
  #rows = 0;
  #changes = 0;
  /** The last change after which all was looked at. */
  #all = 0;
  /** Each once; until the next `take`. */
  readonly agents: WatchedAgent[] = [];
  readonly apps: WatchedApp[] = [];

  constructor(journal: Journal, watched: Watched) {
    this.#journal = journal;
    this.#watched = watched;
    this.#named = journal.types.map(({ fields }) => {
      const indexOf = (name: string): number => fields.findIndex((field) => field.name === name);
      return { agent: indexOf("agent"), framework: indexOf("framework"), app: indexOf("app") };
    });
  }

  /** Whether anything has changed: then `agents` and `apps` are what, or all is to be looked at. */
  take(offers: Pick<Offers, "takeChanged">, agentsCount: number): "nothing" | "some" | "all" {
    // One by one: to set their length to 0 would give up the room that they have.
    while (this.agents.length > 0) this.agents.pop();
    while (this.apps.length > 0) this.apps.pop();
    const change = this.#changes + 1;
    for (const record of offers.takeChanged()) this.#touchAgent(this.#watched.agentOf(record), change);
    let all = false;
    for (; this.#rows < this.#journal.length; this.#rows++) if (!this.#takeRow(change)) all = true;
    if (!all && this.agents.length === 0 && this.apps.length === 0) return "nothing";
    this.#changes = change;
    const isDue = change - this.#all >= changesPerAgent * agentsCount || agentsCount <= smallCluster;
    if (!all && !isDue) return "some";
    this.#all = change;
    return "all";
  }

  /** False for a row about a master, a framework or a leader: all that it knows may be another's. */
  #takeRow(change: number): boolean {
    const block = this.#journal.blockOf(this.#rows);
    const place = this.#rows % blockRows;
    const named = this.#named[block.type[place] ?? 0] ?? nobody;
    const start = block.start[place] ?? 0;
    const agent = cellOf(block, start, named.agent);
    const app = cellOf(block, start, named.app);
    if (!Number.isNaN(agent)) this.#touchAgent(this.#watched.agentAt(agent), change);
    if (Number.isNaN(app)) return !Number.isNaN(agent);
    const framework = cellOf(block, start, named.framework);
    if (!Number.isNaN(framework)) this.#touchApp(this.#watched.appAt(framework, app), change);
    return true;
  }

  #touchAgent(agent: WatchedAgent, change: number): void {
    if (agent.change === change) return;
    agent.change = change;
    this.agents.push(agent);
  }

  #touchApp(app: WatchedApp, change: number): void {
    if (app.change === change) return;
    app.change = change;
    this.apps.push(app);
  }
}

/** Of a row that begins at `start`; NaN for nobody, or where rows of its type have no such cell. */
function cellOf({ cells }: RowBlock, start: number, field: number): number {
  return field < 0 ? Number.NaN : (cells[start + field] ?? Number.NaN);
}
