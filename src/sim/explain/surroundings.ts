/** What explanations of one instant have in common, whichever app they are about: the past, the agents, and what is free on
 * each. Worked out once, since many apps may wait for many agents. Reads only. */

import { type Resources, unreservedRole } from "../../model/resources.ts";
import { byCodeUnit } from "../../model/units.ts";
import { usableOf } from "../headroom.ts";
import { reservedFor } from "../marathon/matching/labels.ts";
import type { AgentRecord } from "../mesos/records.ts";
import type { World } from "../world.ts";
import { History } from "./history.ts";

/** A task on an agent, as the master has it. */
export interface TaskThere {
  readonly record: AgentRecord;
  readonly taskId: string;
}

export class Surroundings {
  readonly world: World;
  readonly history: History;
  #agents: readonly AgentRecord[] | null = null;
  readonly #worked = new Map<string, Map<AgentRecord, Resources>>();
  readonly #holders = new Map<string, ReadonlyMap<string, ReadonlySet<AgentRecord>>>();
  readonly #forgotten = new Map<string, readonly TaskThere[]>();

  /** Of this instant; nothing may happen as long as they are used. `history` is of the journal up to now. */
  constructor(world: World, history: History = new History(world.recorder)) {
    // Whose offers, and whose filters, were handled together: each is looked at by itself here.
    world.master.allocator.reveal(null);
    this.world = world;
    this.history = history;
  }

  /** Registered and connected agents, by name. */
  get agents(): readonly AgentRecord[] {
    this.#agents ??= [...this.world.master.agents]
      .filter(({ connected }) => connected)
      .sort((a, b) => byCodeUnit(a.info.agent, b.info.agent));
    return this.#agents;
  }

  /** All that no task uses there, whosever it is, as plain amounts. */
  free(record: AgentRecord): Resources {
    return this.#once("free", record, () => record.free.flatten());
  }

  /** The same of what is in nobody's reservation. */
  unreserved(record: AgentRecord): Resources {
    return this.#once("unreserved", record, () =>
      record.free.filter(({ kind }) => kind.role === unreservedRole && kind.reservation === null).flatten(),
    );
  }

  /** What a new instance that may use those roles' resources finds free there. */
  usable(record: AgentRecord, roles: ReadonlySet<string>): Resources {
    return this.#once(`usable ${keyOf(roles)}`, record, () => usableOf(record.free, roles));
  }

  /** All there is, used or not, that is or may become a reservation, or of those roles, as plain amounts. */
  whole(record: AgentRecord, roles: ReadonlySet<string>): Resources {
    return this.#once(`whole ${keyOf(roles)}`, record, () =>
      record.total.filter(({ kind }) => kind.reservation !== null || roles.has(kind.role)).flatten(),
    );
  }

  /** Agents on which a task of that id is, or something is reserved for it. */
  holders(frameworkId: string, taskId: string): ReadonlySet<AgentRecord> {
    let holders = this.#holders.get(frameworkId);
    if (holders === undefined) {
      holders = this.#holdersFor(frameworkId);
      this.#holders.set(frameworkId, holders);
    }
    return holders.get(taskId) ?? nowhere;
  }

  /** Tasks of a Marathon that it does not know, in order of agent. */
  forgotten(marathon: string, knows: (taskId: string) => boolean): readonly TaskThere[] {
    let forgotten = this.#forgotten.get(marathon);
    if (forgotten === undefined) {
      forgotten = this.agents.flatMap((record) =>
        [...record.tasks].flatMap(({ info: { taskId }, framework }) =>
          framework.info.name === marathon && !knows(taskId) ? [{ record, taskId }] : [],
        ),
      );
      this.#forgotten.set(marathon, forgotten);
    }
    return forgotten;
  }

  #holdersFor(frameworkId: string): ReadonlyMap<string, ReadonlySet<AgentRecord>> {
    const holders = new Map<string, Set<AgentRecord>>();
    const note = (taskId: string, record: AgentRecord): void => {
      const known = holders.get(taskId);
      if (known === undefined) holders.set(taskId, new Set([record]));
      else known.add(record);
    };
    for (const record of this.agents) {
      for (const { info } of record.tasks) note(info.taskId, record);
      for (const { kind } of record.total.entries) {
        const taskId = reservedFor(frameworkId, kind);
        if (taskId !== null) note(taskId, record);
      }
    }
    return holders;
  }

  #once(what: string, record: AgentRecord, work: () => Resources): Resources {
    let worked = this.#worked.get(what);
    if (worked === undefined) {
      worked = new Map();
      this.#worked.set(what, worked);
    }
    let resources = worked.get(record);
    if (resources === undefined) {
      resources = work();
      worked.set(record, resources);
    }
    return resources;
  }
}

const nowhere: ReadonlySet<AgentRecord> = new Set();

const keyOf = (roles: ReadonlySet<string>): string => JSON.stringify([...roles].sort(byCodeUnit));
