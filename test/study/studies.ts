/** Studies that exist in a test only, and a runner that plays them in this process. */

import { formatIssue } from "../../src/scenario/issue.ts";
import { withDigest } from "../../src/study/bundle.ts";
import type { Base, Batch, BatchResult, Runner } from "../../src/study/job.ts";
import { loadStudy, type StudyChanges, type StudyLoad } from "../../src/study/load.ts";
import { Player } from "../../src/study/play.ts";
import type { Study } from "../../src/study/study.ts";
import { memoryFiles } from "../scenario/memory.ts";

/** Three agents, one of which fails now and then, and a database on them. */
export const threeAgents = `name: three
duration: 2h
agents:
  - { id: a, count: 3, resources: { cpus: 4, mem: 8GiB, disk: 100GiB }, attributes: { rack: r1 } }
frameworks:
  - { name: marathon, kind: marathon, role: marathon, principal: marathon, flags: { decline_offer_duration: 3600000 } }
apps:
  - id: /db
    cmd: serve
    cpus: 1
    mem: 512
    container: { type: MESOS, volumes: [{ containerPath: data, mode: RW, persistent: { size: 100 } }] }
    residency: { taskLostBehavior: WAIT_FOREVER }
faults:
  - { do: agent.crash, agents: all, every: { exponential: { mean: 1h } }, recovers: 5m }
expect:
  - { by: 1m, app: /db, running: 1 }
  - { metric: apps./db.availability, is: ">= 0.95" }
`;

function loading(
  text: string,
  scenario = threeAgents,
  changes?: StudyChanges,
  others: Readonly<Record<string, string>> = {},
): StudyLoad {
  const files = memoryFiles({ "s.yaml": text, "x.yaml": scenario, ...others });
  return loadStudy("s.yaml", files, files, changes);
}

/** The study of a text that is right; throws with its issues where it is not. */
export function load(text: string, scenario = threeAgents, changes?: StudyChanges): Study {
  const result = loading(text, scenario, changes);
  if (!result.ok) throw new Error(result.issues.map(formatIssue).join("\n"));
  return result.study;
}

/** The issues of a study, as they are printed. */
export function issuesOf(text: string, scenario = threeAgents): readonly string[] {
  const result = loading(text, scenario);
  return result.ok ? [] : result.issues.map(formatIssue);
}

export function baseOf(study: Study, scenario = threeAgents, change: Partial<Base> = {}): Base {
  return withDigest({
    version: "1.2.3",
    file: "x.yaml",
    files: { "x.yaml": scenario.split("\n") },
    settings: study.fixed.map(({ text }) => text),
    warmUpMs: study.warmUpMs,
    check: "end",
    ...change,
  });
}

/** Plays batches at once, here, in the order that `order` makes of them. */
export class Here implements Runner {
  readonly width = 1;
  readonly played: Batch[] = [];
  readonly #play: (batch: Batch) => BatchResult;
  readonly #order: (batches: readonly Batch[]) => readonly Batch[];

  constructor(
    play: Base | ((batch: Batch) => BatchResult),
    order: (batches: readonly Batch[]) => readonly Batch[] = (batches) => batches,
  ) {
    if (typeof play === "function") this.#play = play;
    else {
      const player = new Player(play);
      this.#play = (batch) => player.play(batch);
    }
    this.#order = order;
  }

  async *play(batches: readonly Batch[], stop: AbortSignal): AsyncGenerator<BatchResult> {
    for (const batch of this.#order(batches)) {
      if (stop.aborted) return;
      this.played.push(batch);
      yield this.#play(batch);
    }
  }

  async end(): Promise<void> {}
}
