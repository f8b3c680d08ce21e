/**
 * What has changed since the last look: agents and apps that rows of the journal name, and agents whose offers came or went.
 * What no event is about cannot have changed. All is looked at all the same after four times as many changes as there are
 * agents, so that a change costs the same whatever their number, and in a small cluster after each.
 */

import type { Journal } from "../kernel/journal.ts";
import { blockRows } from "../kernel/row-block.ts";
import type { Offers } from "../mesos/offers.ts";

/** In a cluster of up to so many agents everything is looked at after any change: that costs little. */
const smallCluster = 10;
/** So many changes for each agent there are between two looks at all of a larger one. */
const changesPerAgent = 4;

interface Named {
  readonly agent: number;
  readonly framework: number;
  readonly app: number;
}

export interface Changes {
  /** Names of agents. */
  readonly agents: ReadonlySet<string>;
  /** By Marathon. */
  readonly apps: ReadonlyMap<string, ReadonlySet<string>>;
}

export class Touched {
  readonly #journal: Journal;
  /** Where rows of a type name whom they are about. */
  readonly #named: readonly Named[];
  readonly #hosts = new Map<string, Set<string>>();
  #rows = 0;
  #changes = 0;

  constructor(journal: Journal) {
    this.#journal = journal;
    this.#named = journal.types.map(({ fields }) => {
      const indexOf = (name: string): number => fields.findIndex((field) => field.name === name);
      return { agent: indexOf("agent"), framework: indexOf("framework"), app: indexOf("app") };
    });
  }

  /** What has changed; null where nothing has. "all" where everything is to be looked at. */
  take(offers: Pick<Offers, "takeChanged">, agentsCount: number): Changes | "all" | null {
    const agents = new Set<string>();
    for (const { info } of offers.takeChanged()) agents.add(info.agent);
    const apps = new Map<string, Set<string>>();
    let all = false;
    for (; this.#rows < this.#journal.length; this.#rows++) {
      const named = this.#named[this.#journal.typeAt(this.#rows)];
      const agent = this.#name(named?.agent);
      const app = this.#name(named?.app);
      if (agent !== null) agents.add(agent);
      const framework = app === null ? null : this.#name(named?.framework);
      if (framework !== null && app !== null) {
        add(apps, framework, app);
        if (agent !== null) add(this.#hosts, keyOf(framework, app), agent);
      }
      // A master, a framework or a leader: all that it knows may be another's.
      if (agent === null && app === null) all = true;
    }
    if (!all && agents.size === 0 && apps.size === 0) return null;
    if (++this.#changes >= changesPerAgent * agentsCount || agentsCount <= smallCluster) all = true;
    if (!all) return { agents, apps };
    this.#changes = 0;
    return "all";
  }

  /** What a cell of the row that is looked at names; null for nobody, or where the row has no such cell. */
  #name(field = -1): string | null {
    if (field < 0) return null;
    const block = this.#journal.blockOf(this.#rows);
    const start = block.start[this.#rows % blockRows] ?? 0;
    const cell = block.cells[start + field] ?? Number.NaN;
    return Number.isNaN(cell) ? null : this.#journal.text(cell);
  }

  /** Agents on which processes of the app may be. */
  hostsOf(framework: string, app: string): Iterable<string> {
    return this.#hosts.get(keyOf(framework, app)) ?? [];
  }
}

const keyOf = (framework: string, app: string): string => `${framework}\u0000${app}`;

function add(sets: Map<string, Set<string>>, key: string, member: string): void {
  const set = sets.get(key);
  if (set === undefined) sets.set(key, new Set([member]));
  else set.add(member);
}
