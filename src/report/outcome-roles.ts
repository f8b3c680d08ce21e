/** Roles and frameworks without apps in the outcome: what they hold at the end, and how much of it lies idle. */

import { amountOf } from "../model/units.ts";
import { amountsText, counted, roughPercent } from "../model/wording.ts";
import { type Amounts, byResource, decimals } from "./amounts.ts";
import type { Analysis } from "./analysis.ts";
import { barCells, barLegend, barText } from "./bar.ts";
import type { Book } from "./book.ts";
import type { Capacity } from "./capacity.ts";
import { frameworksOf } from "./framework-outcome.ts";
import { labelledLines, type Piece, packedLines } from "./layout.ts";
import { type Palette, plainPalette } from "./palette.ts";

const rolesMax = 6;
const frameworksMax = 12;
const barWidth = 12;
/** The columns of a label, as in the lines about expectations. */
const labelColumns = 16;

/** Ports say little: a few of a thousand, and no task waits for them. */
function withoutPorts(amounts: Amounts): Record<string, number> {
  return decimals(new Map([...amounts].filter(([name]) => name !== "ports")));
}

const holds = (amounts: Amounts): boolean => [...amounts.values()].some((milli) => amountOf(milli) > 0);

/** Each role that holds something at the end: its reservations in words, and a bar for each resource. */
export function roleLines({ final, strandedShare }: Analysis, palette: Palette, width: number): string[] {
  const { capacity } = final;
  const roles = [...capacity.roles].filter(([, { reserved, used }]) => holds(reserved) || holds(used));
  const shown = roles.slice(0, rolesMax);
  const lines = shown.flatMap(([role, book], i) => {
    const label = { text: `role ${role}` };
    const bars = barsOf(capacity, role, book, palette);
    const barLines = packedLines(bars, labelColumns, width);
    // Said once, under the first bars.
    if (i === 0) barLines.push(...legendLines(palette, width));
    if (holds(book.reserved)) {
      const facts = reservedFacts(book, strandedShare.get(role) ?? 0).map((text) => ({ text }));
      return [...labelledLines(label, facts, labelColumns, width), ...barLines];
    }
    const fits = label.text.length < labelColumns;
    const [first = "", ...rest] = barLines;
    return fits ? [`${label.text}${first.slice(label.text.length)}`, ...rest] : [label.text, ...barLines];
  });
  const left = roles.length - shown.length;
  return left > 0 ? [...lines, `and ${counted(left, "more role")} (summary.json has them all)`] : lines;
}

function reservedFacts({ reserved }: Book, share: number): readonly string[] {
  const stranded = share === 0 ? "never stranded" : `stranded ${roughPercent(share)} of the time`;
  return [`reserved ${amountsText(withoutPorts(reserved))}`, stranded];
}

/** The same in words only, one sentence for each role with reservations. */
export function roleSentences({ final, strandedShare }: Analysis): string[] {
  return [...final.capacity.roles]
    .filter(([, { reserved }]) => holds(reserved))
    .slice(0, rolesMax)
    .map(([role, book]) =>
      [`role ${role}`, ...reservedFacts(book, strandedShare.get(role) ?? 0)].join(" · "),
    );
}

function legendLines(palette: Palette, width: number): string[] {
  const legend = [barLegend, "(of all it could hold, at the end)"];
  const pieces = legend.map((text) => ({ text, paint: palette.dim }));
  return packedLines(pieces, labelColumns, width);
}

function barsOf(capacity: Capacity, role: string, { reserved, used }: Book, palette: Palette): Piece[] {
  const usual = ["cpus", "mem", "disk"];
  const names = [...capacity.resources()].filter((name) => {
    const held = amountOf((reserved.get(name) ?? 0) + (used.get(name) ?? 0)) > 0;
    return name !== "ports" && (held || usual.includes(name)) && capacity.ofRole(role, name).total > 0;
  });
  return names.sort(byResource).map((name) => {
    const level = capacity.ofRole(role, name);
    const filled = barCells(barWidth, level.total, level.used, level.stranded);
    const share = roughPercent(Math.min(1, (level.used + level.stranded) / level.total));
    const text = `${name} ${barText(filled, barWidth, plainPalette)} ${share}`;
    return { text, paint: () => `${name} ${barText(filled, barWidth, palette)} ${share}` };
  });
}

/** Frameworks without apps: what runs of them, and what that holds. */
export function frameworkLines(analysis: Analysis, width: number): string[] {
  const { shown, more } = frameworkFacts(analysis);
  const lines = shown.flatMap(({ name, facts }) =>
    labelledLines(
      { text: name },
      facts.map((text) => ({ text })),
      labelColumns,
      width,
    ),
  );
  return [...lines, ...more];
}

/** The same, a sentence for each. */
export function frameworkSentences(analysis: Analysis): string[] {
  const { shown, more } = frameworkFacts(analysis);
  return [...shown.map(({ name, facts }) => [name, ...facts].join(" · ")), ...more];
}

function frameworkFacts(analysis: Analysis): {
  readonly shown: readonly { readonly name: string; readonly facts: readonly string[] }[];
  readonly more: readonly string[];
} {
  const others = frameworksOf(analysis);
  const shown = others
    .slice(0, frameworksMax)
    .map(({ name, role, state, running, staging, ended, holds: held }) => {
      const tasks = [`${counted(running, "task")} running`];
      if (staging > 0) tasks.push(`${staging} staging`);
      if (ended > 0) tasks.push(`${ended} ended`);
      const facts = [`role ${role}`, tasks.join(", ")];
      if (Object.keys(held).length > 0) facts.push(`holds ${amountsText(held)}`);
      if (state !== "registered") facts.push(state);
      return { name, facts };
    });
  const left = others.length - shown.length;
  const more = left > 0 ? [`and ${counted(left, "more framework")} (summary.json has their roles)`] : [];
  return { shown, more };
}
