/** Frameworks that launch as many equal tasks as an offer holds; which part of an offer they use is their own matter. */

import type { z } from "zod";
import type { Distribution } from "../../model/distributions.ts";
import type { Offer } from "../../model/messages.ts";
import { noTrace } from "../../model/operations.ts";
import type { Entry } from "../../model/resources.ts";
import { TaskInfo } from "../../model/tasks.ts";
import { distribution } from "../distribution.ts";
import { scalarMilli, sizeMilli } from "../fields.ts";
import type { Stream } from "../kernel/streams.ts";
import { drawMs } from "../kernel/variates.ts";
import { strict } from "../wrong-input.ts";
import { Behaviour } from "./behaviour.ts";
import type { BehaviourDeps, Identity } from "./connection.ts";
import { type Demand, demandOf, Pool } from "./pool.ts";

/** What it launches. */
export const packedTask = strict({
  cpus: scalarMilli,
  mem: sizeMilli,
  disk: sizeMilli.default(0).describe("Default 0"),
  runs: distribution
    .optional()
    .describe("From TASK_RUNNING to its end; default as under tasks, else for ever"),
}).refine(({ cpus, mem, disk }) => cpus + mem + disk > 0, {
  error: "a task of nothing would be launched without end",
});

export interface PackedTask {
  readonly demand: Demand;
  /** Null: as the scenario's `tasks` say. */
  readonly runs: Distribution | null;
}

export function packedTaskOf({ runs, ...amounts }: z.output<typeof packedTask>): PackedTask {
  return { demand: demandOf(amounts), runs: runs ?? null };
}

export class Packing extends Behaviour {
  readonly #task: PackedTask;
  readonly #mayTake: (entry: Entry) => boolean;
  readonly #runs: Stream;
  #launched = 0;

  constructor(identity: Identity, task: PackedTask, mayTake: (entry: Entry) => boolean, deps: BehaviourDeps) {
    super(identity, deps);
    this.#task = task;
    this.#mayTake = mayTake;
    this.#runs = deps.streams.of("framework.runs", identity.name);
  }

  protected answer(offers: readonly Offer[]): void {
    const useless: Offer[] = [];
    for (const offer of offers) {
      const tasks = this.#tasksIn(offer);
      if (tasks.length === 0) useless.push(offer);
      else this.accept(offer, [{ type: "LAUNCH", tasks }]);
    }
    this.decline(useless);
  }

  #tasksIn(offer: Offer): readonly TaskInfo[] {
    const { demand, runs } = this.#task;
    const pool = new Pool(offer.resources, this.#mayTake);
    return Array.from({ length: pool.holds(demand) }, () => {
      const taskId = `${this.name}-${++this.#launched}`;
      return new TaskInfo({
        taskId,
        resources: pool.take(demand),
        trace: noTrace,
        runsMs: runs === null ? undefined : drawMs(runs, this.#runs),
      });
    });
  }
}
