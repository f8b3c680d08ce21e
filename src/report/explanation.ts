/** A diagnosis as text for the terminal and as data for machines. */

import { byCodeUnit, formatDuration } from "../model/units.ts";
import { counted, listed, wrapped } from "../model/wording.ts";
import type { OfferCounts, ReasonCount } from "../sim/cluster/offer-log.ts";
import type { Remedy } from "../sim/explain/codes.ts";
import type { Diagnosis } from "../sim/explain/diagnose.ts";
import { offerReasons } from "../sim/explain/offer-reasons.ts";
import type { Finding } from "../sim/explain/scene.ts";
import type { Palette } from "./palette.ts";

/** Where the second column of remedies begins at the latest. */
const remedyColumnMax = 52;

/** Lines of at most so many columns, as far as words allow: how it stands, why, what offers came to, what would change it. */
export function explanationLines(diagnosis: Diagnosis, palette: Palette, width: number): readonly string[] {
  const { findings, offers, places } = diagnosis;
  const lines = [headLine(diagnosis, palette)];
  for (const { text } of findings) lines.push("", ...wrapped(text, width));
  if (diagnosis.task === null && places.length > 0) {
    lines.push("", palette.strong("Where it runs"));
    for (const place of places) lines.push(...placeLines(place, width));
  }
  if (offers !== null) lines.push("", ...offerLines(offers, width));
  const remedies = remediesOf(findings);
  if (remedies.length > 0)
    lines.push("", palette.strong("What would change it"), ...remedyLines(remedies, width));
  return lines;
}

function headLine(
  { app, task, atMs, instances, running, waitsSinceMs, findings }: Diagnosis,
  palette: Palette,
): string {
  const who = task === null ? app : `${task} of ${app}`;
  const waits =
    waitsSinceMs === null ? "" : `, waiting for ${formatDuration(wholeSeconds(atMs - waitsSinceMs))}`;
  const code = palette.dim(`[${findings[0]?.code ?? "unknown"}]`);
  return `${palette.strong(who)} at ${formatDuration(atMs)}: ${running} of ${instances} running${waits}   ${code}`;
}

const wholeSeconds = (ms: number): number => (ms < 1000 ? ms : Math.floor(ms / 1000) * 1000);

function placeLines({ task, text }: Finding, width: number): readonly string[] {
  return [`  ${task}`, ...wrapped(text, width - 4).map((line) => `    ${line}`)];
}

function offerLines({ offers, used, reasons, ...counts }: OfferCounts, width: number): readonly string[] {
  const own = reasons.filter(({ framework }) => framework === null);
  const agents = [...counts.agents.keys()].sort(byCodeUnit);
  const from = agents.length === 0 ? "" : `, from ${listed(agents)}`;
  const lines =
    offers === 0
      ? ["No offer has come since then."]
      : wrapped(`${counted(offers, "offer")} since then${from}:`, width);
  const digits = Math.max(used, ...reasons.map((reason) => reason.offers)).toString().length;
  const numbered = (count: number, text: string): void => {
    const start = `  ${String(count).padStart(digits)}  `;
    const rest = wrapped(text, width - start.length);
    lines.push(...rest.map((line, i) => (i === 0 ? start : " ".repeat(start.length)) + line));
  };
  if (used > 0) numbered(used, "used");
  for (const reason of own)
    numbered(reason.offers, `${offerReasons[reason.reason] ?? reason.reason}${of(reason, agents)}`);
  const others = reasons.filter(({ framework }) => framework !== null);
  if (others.length > 0) {
    lines.push("Offers that went to others since then:");
    for (const reason of others) numbered(reason.offers, `to ${reason.framework}${of(reason, [])}`);
  }
  return lines;
}

/** The agents of a reason, where they are not those of all offers. */
function of({ agents }: ReasonCount, all: readonly string[]): string {
  return agents.size === all.length ? "" : `   (${listed([...agents.keys()].sort(byCodeUnit))})`;
}

function remediesOf(findings: readonly Finding[]): readonly Remedy[] {
  const seen = new Set<string>();
  return findings
    .flatMap(({ remedies }) => remedies)
    .filter((remedy) => {
      const key = `${remedy.do} ${remedy.gives}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    });
}

function remedyLines(remedies: readonly Remedy[], width: number): readonly string[] {
  const longest = Math.max(...remedies.map((remedy) => remedy.do.length));
  const column = Math.min(remedyColumnMax, Math.floor(width / 2), longest + 3);
  return remedies.flatMap((remedy) => {
    const gives = wrapped(remedy.gives, width - column - 2);
    if (remedy.do.length + 2 > column)
      return [`  ${remedy.do}`, ...gives.map((line) => `  ${" ".repeat(column)}${line}`)];
    return gives.map((line, i) => `  ${(i === 0 ? remedy.do : "").padEnd(column)}${line}`);
  });
}

type Json = Readonly<Record<string, unknown>>;

/** For scripts: times in ms, names as in other outputs. */
export function explanationJson(diagnosis: Diagnosis): Json {
  const { framework, app, task, atMs, waitsSinceMs, findings, offers, places } = diagnosis;
  const { instances, running, staging, suspended, reserving } = diagnosis;
  return {
    framework,
    app,
    task,
    time_ms: atMs,
    instances,
    running,
    staging,
    suspended,
    reserving,
    waits_since_ms: waitsSinceMs,
    code: findings[0]?.code ?? "unknown",
    findings: findings.map(findingJson),
    places: places.map(findingJson),
    offers:
      offers === null
        ? null
        : {
            since_ms: offers.sinceMs,
            offers: offers.offers,
            used: offers.used,
            reasons: offers.reasons.map((each) => ({
              reason: each.reason,
              framework: each.framework,
              offers: each.offers,
              agents: Object.fromEntries(each.agents),
            })),
          },
  };
}

const findingJson = ({ code, instances, task, agent, text, remedies }: Finding): Json => ({
  code,
  instances,
  task,
  agent,
  text,
  remedies: remedies.map((remedy) => ({ do: remedy.do, gives: remedy.gives })),
});
