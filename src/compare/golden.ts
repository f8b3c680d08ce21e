/** The golden result of a scenario: what came of it when somebody last said that this is right. */

import * as z from "zod";
import type { Analysis } from "../report/analysis.ts";
import type { FinishedRun } from "../report/finished-run.ts";
import type { Metrics } from "../report/metrics.ts";
import { linesOf, typeOf } from "./event-line.ts";
import { type Departure, departureFrom, trailOf, trailProblem } from "./trail.ts";
import { differencesOf, type LeafDifference, sorted } from "./values.ts";

/** Apps beyond these have no metrics of their own in a golden file; the digest covers them. */
const appsMax = 20;

const count = z.number().int().min(0);

/** What a golden file holds. */
export const goldenSchema = z.strictObject({
  scenario: z.string(),
  /** The version of holdfast that wrote it. */
  holdfast: z.string(),
  versions: z.strictObject({ marathon: z.string(), mesos: z.string(), fixes: z.array(z.string()) }),
  seed: count,
  duration_ms: count,
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  events: count,
  counts: z.record(z.string(), count),
  metrics: z.record(z.string(), z.unknown()),
  trail: z.strictObject({
    heads: z.array(z.string()),
    events: z.array(z.string()),
    block: count,
    blocks: z.array(z.string()),
  }),
});

export type Golden = z.output<typeof goldenSchema>;

/** The golden result that a finished run would have. */
export function goldenOf(run: FinishedRun, analysis: Analysis, holdfast: string): Golden {
  const { journal } = run.recorder;
  const { scenario } = run;
  const { marathon, mesos, fixes } = scenario.versions;
  return {
    scenario: scenario.name,
    holdfast,
    versions: { marathon, mesos, fixes: [...fixes] },
    seed: scenario.seed,
    duration_ms: scenario.durationMs,
    digest: journal.digest(),
    events: journal.length,
    counts: countsOf(linesOf(run.recorder)),
    metrics: keyMetrics(analysis.metrics),
    trail: structuredClone(trailOf(linesOf(run.recorder), journal.length)) as Golden["trail"],
  };
}

/** How many events there are of each type, by name. */
export function countsOf(lines: Iterable<string>): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const line of lines) {
    const type = typeOf(line);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  return sorted(counts);
}

/** What people ask about first. */
function keyMetrics({ apps, reservations, offers }: Metrics): Record<string, unknown> {
  const shown = Object.entries(apps)
    .slice(0, appsMax)
    .map(([id, app]) => [
      id,
      {
        availability: app.availability,
        downtime_ms: app.downtime_ms,
        time_to_running_ms: app.time_to_running_ms.max,
        time_to_recover_ms: app.time_to_recover_ms.max,
        relaunches: app.relaunches,
        moved: app.moved,
        data_lost: app.data_lost,
        leftover_data: app.leftover_data,
      },
    ]);
  return { apps: Object.fromEntries(shown), reservations, offers };
}

/** The file's text. */
export function goldenText(golden: Golden): string {
  return `${JSON.stringify(golden, null, 2)}\n`;
}

/** A golden file's content, or a clause that says what is wrong with it. */
export function readGolden(
  text: string,
): { readonly ok: true; readonly golden: Golden } | { readonly ok: false; readonly why: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: "is not valid JSON" };
  }
  const read = goldenSchema.safeParse(value);
  if (read.success) {
    const problem = trailProblem(read.data.trail);
    return problem === null
      ? { ok: true, golden: read.data }
      : { ok: false, why: `is no golden result: trail: ${problem}` };
  }
  const [issue] = read.error.issues;
  return { ok: false, why: `is no golden result: ${issue?.path.join(".") || "it"}: ${issue?.message}` };
}

/** What is different from the golden result. */
export interface Change {
  /** Version of holdfast that wrote the golden file. */
  readonly writtenBy: string;
  /** Null where no event differs: other things than events do. */
  readonly first: Departure | null;
  /** `a` is the golden value, `b` the new one. */
  readonly values: readonly LeafDifference[];
  readonly digest: { readonly was: string; readonly now: string };
}

/** How a run differs from its golden result; null where it does not. Throws where the golden's trail is none. */
export function changeFrom(golden: Golden, now: Golden, lines: Iterable<string>): Change | null {
  const { holdfast: writtenBy, trail, digest, ...was } = golden;
  const { holdfast: _ours, trail: _trail, digest: digestNow, ...is } = now;
  const values = differencesOf(was, is);
  if (digest === digestNow && values.length === 0) return null;
  const first = digest === digestNow ? null : departureFrom(trail, golden.events, lines, now.events);
  return { writtenBy, first, values, digest: { was: digest, now: digestNow } };
}
