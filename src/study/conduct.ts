/** Plays what a study needs, round by round, until it needs nothing more, something fails, or the user stops it. */

import type { Combination } from "./combination.ts";
import { type Batch, type Failure, type Run, type Runner, runsIn } from "./job.ts";
import type { Plan, Progress } from "./plan.ts";
import type { Results } from "./results.ts";
import type { Need } from "./search.ts";

/** A run that came to nothing, and where. */
export interface FailedRun extends Failure {
  readonly combination: Combination;
}

export interface Conducted {
  readonly progress: Progress;
  /** In order of combination and replication; empty where all went well. */
  readonly failed: readonly FailedRun[];
  readonly stopped: boolean;
}

export interface Watcher {
  /** A round begins, after which there will be so many runs. */
  round(wanted: number): void;
  /** New runs, to be kept at once. */
  runs(combination: Combination, runs: readonly Run[]): void;
}

/** More would be lost at one blow when the user stops; fewer would cost more messages than runs. */
const batchMax = 4;

/** Plays rounds of what the plan needs next. */
export async function conduct(
  plan: Plan,
  results: Results,
  runner: Runner,
  watcher: Watcher,
  stop: AbortSignal,
): Promise<Conducted> {
  for (;;) {
    const progress = plan.progress(results);
    const missing = missingOf(progress.needs, results);
    if (missing.length === 0) return { progress, failed: [], stopped: false };
    const failed = await playRound(plan, missing, results, runner, watcher, stop);
    if (failed.length > 0 || stop.aborted) return { progress, failed, stopped: stop.aborted };
  }
}

/**
 * Plays one of several parts of all runs that vary: every `of`-th run, from the `number`-th on. Where a study decides when
 * to stop, its most runs are dealt out: no part sees what the others came to.
 */
export async function conductPart(
  plan: Plan,
  part: { readonly number: number; readonly of: number },
  results: Results,
  runner: Runner,
  watcher: Watcher,
  stop: AbortSignal,
): Promise<Conducted> {
  const isMine = (ordinal: number): boolean => ordinal % part.of === part.number - 1;
  const missing = missingOf(plan.sweep(), results, isMine);
  const failed = missing.length === 0 ? [] : await playRound(plan, missing, results, runner, watcher, stop);
  return { progress: plan.progress(results), failed, stopped: stop.aborted };
}

interface Missing {
  readonly combination: Combination;
  readonly from: number;
  readonly to: number;
}

/** How many runs of what is needed are not there. */
export function countMissing(needs: readonly Need[], results: Results): number {
  return runsIn(missingOf(needs, results));
}

/** Stretches of runs that are not there, in order, each once. `isMine` gets the number of a run among all that are needed. */
function missingOf(
  needs: readonly Need[],
  results: Results,
  isMine: (ordinal: number) => boolean = () => true,
): readonly Missing[] {
  const missing: Missing[] = [];
  const most = new Map<string, Need>();
  for (const need of needs) {
    const other = most.get(need.combination.key);
    if (other === undefined || other.runs < need.runs) most.set(need.combination.key, need);
  }
  let ordinal = 0;
  for (const { combination, runs } of most.values()) {
    for (let replication = 0; replication < runs; replication++) {
      if (!isMine(ordinal++) || results.has(combination, replication)) continue;
      const last = missing.at(-1);
      const joins =
        last?.combination === combination && last.to === replication && last.to - last.from < batchMax;
      if (joins) missing[missing.length - 1] = { ...last, to: replication + 1 };
      else missing.push({ combination, from: replication, to: replication + 1 });
    }
  }
  return missing;
}

async function playRound(
  { metrics }: Plan,
  missing: readonly Missing[],
  results: Results,
  runner: Runner,
  watcher: Watcher,
  stop: AbortSignal,
): Promise<readonly FailedRun[]> {
  watcher.round(results.count + runsIn(missing));
  const owners = new Map<string, Combination>();
  const batches = missing.map(({ combination, from, to }): Batch => {
    owners.set(combination.key, combination);
    const settings = combination.settings.map(({ text }) => text);
    return { key: combination.key, combination: settings, from, to, metrics: metrics.paths };
  });
  const failed: FailedRun[] = [];
  const giveUp = new AbortController();
  for await (const { batch, runs, failure } of runner.play(batches, AbortSignal.any([stop, giveUp.signal]))) {
    const combination = owners.get(batch.key);
    if (combination === undefined) continue;
    const fresh = runs.filter((run) => results.add(combination, run));
    if (fresh.length > 0) watcher.runs(combination, fresh);
    if (failure === null) continue;
    failed.push({ ...failure, combination });
    // What is wrong once is wrong each time; what is under way is waited for by nobody.
    if (failure.is === "wrong" || runner.playsOn !== true) giveUp.abort();
  }
  const order = [...owners.keys()];
  return failed.sort(
    (a, b) =>
      order.indexOf(a.combination.key) - order.indexOf(b.combination.key) || a.replication - b.replication,
  );
}
