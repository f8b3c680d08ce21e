/** A fit as people read it: what was found, how well each law fits, what comes together, and what to make of it. */

import { counted } from "../../model/wording.ts";
import type { Palette } from "../../report/palette.ts";
import { significant } from "./faults-block.ts";
import type { Candidate, Fit, TimesFit } from "./fit.ts";
import { agentsOf, agentTime, downTime, type History } from "./history.ts";
import { formatInstant } from "./instants.ts";
import type { LawName } from "./laws.ts";
import { plotLines, symbols } from "./plot-text.ts";
import { inColumns, parameterText, percent, timeText } from "./words.ts";

/** From here on a curve does not describe the data. */
export const gapOf = { close: 0.05, poor: 0.12 };

/** Lines for stdout, without the block. `source` names the file and what was taken of it. */
export function fitLines(fit: Fit, source: string, palette: Palette): readonly string[] {
  return [
    ...headLines(fit, source, palette),
    "",
    ...timesLines("times up", fit.up, upMeaning(fit), palette),
    "",
    ...timesLines("times down", fit.down, downMeaning(fit), palette),
    "",
    ...togetherLines(fit, palette),
  ];
}

export function spanText({ clusters, clock }: History): string {
  const from = clusters.reduce((least, { fromMs }) => Math.min(least, fromMs), Number.POSITIVE_INFINITY);
  const to = clusters.reduce((most, { toMs }) => Math.max(most, toMs), 0);
  return `${formatInstant(from, clock)} to ${formatInstant(to, clock)}`;
}

function headLines({ history, together, perYear, down }: Fit, source: string, { strong }: Palette): string[] {
  const { clusters } = history;
  const where = clusters.length === 1 ? "" : ` in ${clusters.length} clusters`;
  const seen = down.curve.length === 0 ? 0 : downTime(history) / agentTime(history.clusters);
  return [
    `${strong(source)}   ${counted(together.failures, "failure")} of ${counted(agentsOf(history), "agent")}${where}, ${spanText(history)}`,
    `${significant(perYear.seen, 3)} failures per agent and year; agents are down ${percent(seen)} of the time`,
    ...notes(history).map((note) => `note   ${note}`),
  ];
}

/** What the reader of the file should know about its rows. */
function notes({ counts, clusters, outages }: History): readonly string[] {
  const { merged, outside, endless } = counts;
  const lines: string[] = [];
  if (merged > 0)
    lines.push(
      merged === 1
        ? "1 row begins while its agent is down already: part of that outage"
        : `${merged} rows begin while their agent is down already: part of that outage`,
    );
  if (outside > 0) lines.push(`${counted(outside, "outage")} outside the observed time left out`);
  if (endless > 0)
    lines.push(
      `${counted(endless, "outage")} without an end before the agent's next failure: not used as times down`,
    );
  if (clusters.length > 1) {
    const failures = clusters.map(() => 0);
    for (const { cluster } of outages) failures[cluster] = (failures[cluster] ?? 0) + 1;
    const rates = clusters.map(
      ({ agents, fromMs, toMs }, i) => (failures[i] ?? 0) / (agents * Math.max(1, toMs - fromMs)),
    );
    const ratio = Math.max(...rates) / Math.min(...rates.filter((rate) => rate > 0));
    if (ratio > 3)
      lines.push(
        `the most failing cluster fails ${significant(ratio, 2)} times as often as the least: fit them apart with --where`,
      );
  }
  return lines;
}

/** Weibull was a person. */
const titleOf = (name: LawName): string => (name === "weibull" ? "Weibull" : name);

function timesLines(title: string, times: TimesFit, meaning: readonly string[], palette: Palette): string[] {
  const rows = times.candidates.map((one) => [
    one === times.chosen ? "*" : " ",
    titleOf(one.law.name),
    one.parameters.map(parameterText).join(", "),
    one.logLikelihood.toFixed(1),
    one.aic.toFixed(1),
    percent(one.distance.distance),
  ]);
  const head = ["", "law", "parameters, with 95 % intervals", "log-likelihood", "AIC", "gap"];
  const [top = "", ...lines] = inColumns([head, ...rows], (column) => column < 3).map((cells) =>
    cells.join("  ").trimEnd(),
  );
  const cut = times.cut === 0 ? "" : `, of which ${times.cut} ended after the observation`;
  return [
    `${palette.strong(title)}   ${times.shown} that began under observation${cut}`,
    palette.dim(top),
    ...lines,
    ...gapLines(times.chosen, palette),
    ...meaning,
    `share that lasts longer: ${symbols.data} the data, ${symbols.law} the ${titleOf(times.chosen.law.name)} law, ${symbols.both} both`,
    ...plotLines(times),
  ];
}

function gapLines({ law, distance }: Candidate, { warn }: Palette): readonly string[] {
  const gap = `${percent(distance.distance)} of all times, at ${timeText(distance.atMs)}`;
  if (distance.distance <= gapOf.close)
    return [`The ${titleOf(law.name)} law is close: data and curve never differ by more than ${gap}.`];
  if (distance.distance <= gapOf.poor)
    return [
      `The ${titleOf(law.name)} law is fair: data and curve differ by up to ${gap}. Averages are good, details are not.`,
    ];
  return [
    warn(`No law fits well: data and the ${titleOf(law.name)} curve differ by up to ${gap}.`),
    "Such data are often a mixture: of causes, of kinds of agents, of times. Fit parts of it apart (--where, --from, --to).",
  ];
}

function upMeaning({ up, perYear }: Fit): readonly string[] {
  const { distribution } = up.chosen.law;
  const rate = `In the long run this gives ${significant(perYear.model, 3)} failures per agent and year (seen: ${significant(perYear.seen, 3)}).`;
  if (distribution.kind === "exponential")
    return [rate, "How long an agent has been up says nothing about when it fails next."];
  const falling = distribution.kind !== "weibull" || distribution.shape < 1;
  return [
    rate,
    falling
      ? "Agents that failed lately fail again sooner than others; the longer one is up, the safer it is."
      : "Agents wear out: the longer one is up, the sooner it fails.",
  ];
}

function downMeaning({ down }: Fit): readonly string[] {
  const { law } = down.chosen;
  return [`Half of the outages end within ${timeText(law.medianMs)}; their mean is ${timeText(law.meanMs)}.`];
}

function togetherLines(fit: Fit, palette: Palette): string[] {
  const { together, bursts, groups, groupFailures } = fit;
  const window = timeText(together.windowMs);
  const title = palette.strong("together");
  if (together.bursts === 0) return [`${title}   no failure came within ${window} of another`];
  const share = percent(together.inBursts / together.failures);
  const chance = significant(together.extraByChance, 2);
  const alone = bursts === null && groupFailures === null ? ", which is as many: no together:" : "";
  const lines = [
    `${title}   ${share} of the failures came within ${window} of another: ${counted(together.bursts, "burst")} of up to ${together.largest} agents`,
    `bursts by size   ${together.sizes.map(([size, n]) => `${size}: ${n}`).join("   ")}`,
    `${counted(together.extra, "failure")} came after the first of a burst; by chance ${chance} would have${alone}.`,
  ];
  if (bursts !== null && bursts.largest >= 3 * bursts.size)
    lines.push(
      palette.warn(
        `together: makes bursts of ${bursts.size}, as many agents in all as seen; those of up to ${bursts.largest} need a fault or an action of their own.`,
      ),
    );
  if (groups !== null) {
    const within = percent(groups.pairsInGroup);
    lines.push(
      `groups   ${groups.groups}; of agents that failed together ${within} of the pairs are in one group, by chance ${percent(groups.pairsByChance)} would be`,
      ...groups.ranked
        .slice(0, 5)
        .map(
          ({ name, agents, bursts: n, asOne }) =>
            `         ${name}: ${counted(n, "burst")}, ${asOne} of half or more of its ${counted(agents, "agent")}`,
        ),
    );
    if (groupFailures !== null)
      lines.push(
        `         whole groups fail every ${timeText(groupFailures.meanMs)} each: a fault of their own, with per:`,
      );
  }
  return lines;
}
