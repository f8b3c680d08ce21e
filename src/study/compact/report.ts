/** What a compaction came to: for people, as rows, and as data. */

import { byCodeUnit, formatDuration } from "../../model/units.ts";
import { counted } from "../../model/wording.ts";
import type { CsvCell } from "../../report/csv.ts";
import type { Palette } from "../../report/palette.ts";
import type { Compaction } from "./compact.ts";
import type { Trial } from "./compaction.ts";

const percent = (share: number): string => `${Math.round(share * 100)} %`;

export function compactionLines(
  { plan, copies, trials, sizes }: Compaction,
  palette: Palette,
): readonly string[] {
  const { scenario, spec, workload, instances } = plan;
  const agents = workload.agents.length;
  const when = spec.atMs === null ? "as listed" : `as it is at ${formatDuration(spec.atMs)}`;
  const how = spec.stay ? "what is placed stays" : "placed anew";
  const lines = [
    `${palette.strong(`compact ${scenario.name}`)}   ${counted(instances, "instance")} of ${counted(workload.apps.length, "app")} ${when}, ${how}; ${counted(agents, "agent")}, ${counted(trials.length, "order")}`,
  ];
  if (copies > 1) lines.push(palette.warn(`The agents do not hold it: they are taken ${copies} times over.`));
  if (sizes === null) {
    const failed = trials.filter(({ smallest }) => smallest === null);
    lines.push(
      palette.bad(
        `In ${failed.length} of ${trials.length} orders not even all ${agents * copies} agents hold it:`,
      ),
      ...failed.slice(0, 3).map(({ short }) => `  ${short?.text ?? ""}`),
    );
    return lines;
  }
  const { p90, min, max, median, all } = sizes;
  // Of fewer than ten orders the 90th percentile is the greatest.
  const orders =
    all.length >= 10 ? "nine of ten orders" : all.length === 1 ? "one order" : `all ${all.length} orders`;
  lines.push(
    `${palette.good(counted(p90, "agent"))} ${p90 === 1 ? "holds" : "hold"} it in ${orders} (${min} to ${max}, median ${median}): ${percent(p90 / agents)} of those that are there`,
    `all orders     ${all.join(" ")}`,
    ...reasons(trials),
  );
  const uneven = trials.filter(({ isUneven }) => isUneven).length;
  if (uneven > 0)
    lines.push(
      palette.warn(
        `In ${counted(uneven, "order")} fewer agents held what more did not: sizes within a few of these are not safe.`,
      ),
    );
  return lines;
}

/** What one agent fewer is too little for, and in how many orders; with one of them at length. */
function reasons(trials: readonly Trial[]): readonly string[] {
  const shorts = trials.flatMap(({ short }) => short ?? []);
  const [example] = shorts;
  if (example === undefined) return [];
  const counts = new Map<string, number>();
  for (const { app } of shorts) counts.set(app, (counts.get(app) ?? 0) + 1);
  const apps = [...counts].sort((a, b) => b[1] - a[1] || byCodeUnit(a[0], b[0]));
  const said = apps.slice(0, 4).map(([app, n]) => `${app} in ${counted(n, "order")}`);
  return [`one fewer      is too little for ${said.join(", ")}; first ${example.text}`];
}

/** Columns of the table of trials. */
export const trialColumns = ["trial", "seed", "agents", "of", "probes", "uneven", "one_fewer", "order"];

export function* trialRows({ plan, trials }: Compaction): Generator<readonly CsvCell[]> {
  for (const { trial, order, smallest, short, isUneven, probes } of trials) {
    const kept = order.slice(0, smallest ?? order.length).join(" ");
    const seed = plan.spec.stay ? plan.scenario.seed : plan.scenario.seed + trial;
    yield [
      trial,
      seed,
      smallest ?? "",
      order.length,
      probes.length,
      isUneven ? 1 : 0,
      short?.text ?? "",
      kept,
    ];
  }
}

export function compactionJson({ plan, copies, trials, sizes }: Compaction): object {
  return {
    scenario: plan.scenario.name,
    instances: plan.instances,
    agents: plan.workload.agents.length,
    copies,
    at_ms: plan.spec.atMs,
    stay: plan.spec.stay,
    deadline_ms: plan.spec.deadlineMs,
    pending: plan.spec.pending,
    p90: sizes?.p90 ?? null,
    median: sizes?.median ?? null,
    min: sizes?.min ?? null,
    max: sizes?.max ?? null,
    trials: trials.map(({ trial, smallest, short, isUneven, probes, order }) => ({
      trial,
      agents: smallest,
      uneven: isUneven,
      one_fewer: short?.text ?? null,
      probes: probes.map(({ agents, fits }) => ({ agents, fits })),
      order,
    })),
  };
}
