/** The cluster at an instant, in the words of `show`: read from spans and notes. */

import { type AppStep, appSteps, forgotten } from "../../html/page-data.ts";
import type { Entity, Model } from "./model.ts";

export interface ReservationAt {
  readonly entity: number;
  readonly reservation: string;
  readonly agent: string;
  readonly role: string;
  readonly app: string;
  readonly used: boolean;
  readonly resources: string;
}

export interface VolumeAt {
  readonly entity: number;
  readonly volume: string;
  readonly agent: string;
  readonly size: number;
  readonly app: string;
  readonly path: string;
  /** "" while it is detached. */
  readonly attachedTo: string;
  /** Since when it is so. */
  readonly sinceMs: number;
}

export interface TaskAt {
  readonly entity: number;
  readonly task: string;
  readonly agent: string;
  readonly app: string;
  readonly framework: string;
  /** `TASK_RUNNING` and so on. */
  readonly state: string;
}

export interface AgentAt {
  readonly agent: string;
  readonly slaveId: string;
  readonly registered: boolean;
  /** Registered, disconnected, removed, unknown; `not registered yet` before. */
  readonly state: string;
  readonly crashed: boolean;
  readonly tasks: readonly TaskAt[];
  readonly containers: readonly TaskAt[];
  readonly reservations: readonly ReservationAt[];
  readonly volumes: readonly VolumeAt[];
  readonly offers: readonly {
    readonly offer: string;
    readonly framework: string;
    readonly resources: string;
  }[];
}

export interface AppAt {
  readonly framework: string;
  readonly app: string;
  readonly wanted: number;
  readonly running: number;
  readonly staging: number;
  readonly suspended: number;
  readonly reserving: number;
  readonly queued: number;
  /** Remaining launch delay in ms. */
  readonly delayMs: number;
  readonly agents: readonly string[];
}

export interface ClusterAt {
  readonly agents: readonly AgentAt[];
  readonly frameworks: readonly {
    readonly framework: string;
    readonly frameworkId: string;
    readonly role: string;
    readonly state: string;
    readonly tasks: number;
  }[];
  readonly apps: readonly AppAt[];
  readonly deployments: readonly { readonly id: string; readonly app: string; readonly step: string }[];
}

/** States in which the master holds a task, and what `show` calls them; an unhealthy task runs, for the master. */
const inMaster: Readonly<Record<string, string>> = {
  staging: "TASK_STAGING",
  running: "TASK_RUNNING",
  unhealthy: "TASK_RUNNING",
  killing: "TASK_KILLING",
};

export class Clusters {
  readonly #model: Model;
  readonly #agents: readonly { readonly name: string; readonly entity: number; readonly host: number }[];
  readonly #things: ReadonlyMap<string, readonly Entity[]>;
  readonly #frameworks: readonly Entity[];
  readonly #deployments: readonly Entity[];

  constructor(model: Model) {
    this.#model = model;
    const hosts = new Map(model.entitiesOf("host").map(({ agent, place }) => [agent, place]));
    this.#agents = model
      .entitiesOf("agent")
      .map(({ agent, place }) => ({ name: agent, entity: place, host: hosts.get(agent) ?? -1 }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
    const things = new Map<string, Entity[]>();
    for (const entity of model.entitiesOf("task", "process", "reservation", "volume", "offer")) {
      const list = things.get(entity.agent);
      if (list === undefined) things.set(entity.agent, [entity]);
      else list.push(entity);
    }
    this.#things = things;
    this.#frameworks = model.entitiesOf("framework");
    this.#deployments = model.entitiesOf("deployment");
  }

  at(atMs: number): ClusterAt {
    const agents = this.#agents.map(({ name, entity, host }) => this.#agentAt(name, entity, host, atMs));
    const tasks = agents.flatMap((agent) => agent.tasks);
    return {
      agents,
      frameworks: this.#frameworks.flatMap(({ place, id, role }) => {
        const state = this.#model.stateAt(place, atMs);
        if (state === "" || state === "removed") return [];
        const frameworkId = this.#model.noteAt(place, atMs);
        const own = tasks.filter(({ framework }) => framework === id).length;
        return [{ framework: id, frameworkId, role, state, tasks: own }];
      }),
      apps: this.#appsAt(atMs),
      deployments: this.#deployments.flatMap(({ place, id, app }) =>
        this.#model.stateAt(place, atMs) === "" ? [] : [{ id, app, step: this.#model.noteAt(place, atMs) }],
      ),
    };
  }

  #agentAt(name: string, entity: number, host: number, atMs: number): AgentAt {
    const model = this.#model;
    const state = model.stateAt(entity, atMs);
    // The master keeps what it knows of an agent until it removes it.
    const isKnown = state === "registered" || state === "disconnected";
    const things = this.#things.get(name) ?? [];
    const inState = (kind: Entity["kind"]): readonly (Entity & { readonly state: string })[] =>
      things.flatMap((each) => {
        if (each.kind !== kind) return [];
        const is = model.stateAt(each.place, atMs);
        return is === "" ? [] : [{ ...each, state: is }];
      });
    const tasks = isKnown
      ? inState("task").flatMap((task): readonly TaskAt[] => {
          const known = inMaster[task.state];
          return known === undefined ? [] : [taskAt(task, known)];
        })
      : [];
    const using = new Set(tasks.flatMap((task) => model.linkedWith(task.entity)));
    return {
      agent: name,
      slaveId: isKnown ? model.noteAt(entity, atMs) : "",
      registered: isKnown,
      state: state === "" ? "not registered yet" : state,
      crashed: host !== -1 && model.stateAt(host, atMs) !== "",
      tasks,
      containers: inState("process").map((process) => taskAt(process, process.state)),
      reservations: isKnown
        ? inState("reservation")
            .filter((each) => each.state === "reserved")
            .map((each) => ({
              entity: each.place,
              reservation: each.id,
              agent: name,
              role: each.role,
              app: each.app,
              used: using.has(each.place),
              resources: model.noteAt(each.place, atMs),
            }))
        : [],
      volumes: inState("volume").map((each) => ({
        entity: each.place,
        volume: each.id,
        agent: name,
        size: each.size,
        app: each.app,
        path: each.path,
        attachedTo: each.state === "attached" ? model.noteAt(each.place, atMs) : "",
        sinceMs: model.startOf(model.spanAt(each.place, atMs)),
      })),
      offers: inState("offer").map((each) => ({
        offer: each.id,
        framework: each.framework,
        resources: model.noteAt(each.place, atMs),
      })),
    };
  }

  #appsAt(atMs: number): readonly AppAt[] {
    const model = this.#model;
    const tasks = new Map<string, { state: string; agent: string }[]>();
    for (const list of this.#things.values())
      for (const { kind, place, framework, app, agent } of list) {
        const state = kind === "task" && app !== "" ? model.stateAt(place, atMs) : "";
        // Apps are as their Marathon sees them.
        if (state === "" || model.noteAt(place, atMs) === forgotten) continue;
        const key = `${framework}\u0000${app}`;
        const of = tasks.get(key);
        if (of === undefined) tasks.set(key, [{ state, agent }]);
        else of.push({ state, agent });
      }
    return model.stepped.flatMap(([framework, app]) => {
      const last = this.#lastSteps(framework, app, atMs);
      const own = tasks.get(`${framework}\u0000${app}`) ?? [];
      if ((last.exists ?? 0) === 0 && own.length === 0) return [];
      const count = (...states: readonly string[]): number =>
        own.filter(({ state }) => states.includes(state)).length;
      return [
        {
          framework,
          app,
          wanted: last.wanted ?? 0,
          running: count("running", "unhealthy"),
          staging: count("staging"),
          suspended: count("suspended"),
          reserving: count("reserving"),
          queued: last.left ?? 0,
          delayMs: Math.max(0, (last.backoff ?? 0) - atMs),
          agents: [...new Set(own.map(({ agent }) => agent))].sort(),
        },
      ];
    });
  }

  #lastSteps(framework: string, app: string, atMs: number): Partial<Record<AppStep, number>> {
    const last: Partial<Record<AppStep, number>> = {};
    for (const { atMs: from, step, value } of this.#model.stepsOf(framework, app)) {
      if (from > atMs) break;
      const name = appSteps[step];
      if (name !== undefined) last[name] = value;
    }
    return last;
  }
}

function taskAt({ place, id, agent, app, framework }: Entity, state: string): TaskAt {
  return { entity: place, task: id, agent, app, framework, state };
}
