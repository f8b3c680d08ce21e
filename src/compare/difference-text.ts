/** All in which two runs differ, as a page to read from the top. */

import { formatDuration } from "../model/units.ts";
import { counted, cut } from "../model/wording.ts";
import type { Palette } from "../report/palette.ts";
import type { AppStory } from "./app-stories.ts";
import { type Difference, isSame } from "./difference.ts";
import { describeLine, describeLineAt, factsOf, timeOf } from "./event-line.ts";
import type { Branch, Parting } from "./parting.ts";
import { settingLines } from "./setting-text.ts";
import type { Leaf, LeafDifference } from "./values.ts";

const eventsShown = 4;
const appsShown = 8;
const valuesShown = 12;

export interface Style {
  readonly palette: Palette;
  /** Columns. */
  readonly width: number;
}

export function differenceLines(difference: Difference, style: Style): readonly string[] {
  const { a, b, parting, apps, metrics, counts } = difference;
  const { strong } = style.palette;
  const sources = [`${strong("A")}  ${a.source}`, `${strong("B")}  ${b.source}`, ""];
  if (isSame(difference)) {
    const { events, duration_ms: durationMs, digest } = a.summary;
    const facts = `${counted(events, "event")} in ${formatDuration(durationMs)}, digest ${digest.slice(0, 8)}`;
    return [...sources, `The same: ${facts}.`, ...settingLines(difference.settings, false, style.width)];
  }
  const first =
    parting === null
      ? [`The same ${counted(a.summary.events, "event")}, but not the same metrics.`]
      : partingLines(parting, style);
  return [
    ...sources,
    ...first,
    ...settingLines(difference.settings, parting !== null, style.width),
    ...(parting === null ? [] : chainLines(parting, style)),
    ...apps.slice(0, appsShown).flatMap((story) => appLines(story, metrics, style)),
    ...more(apps.length - appsShown, "more app"),
    ...valueLines("metrics", shownMetrics(difference), style),
    ...valueLines("events", counts, style),
  ];
}

const more = (left: number, noun: string): readonly string[] =>
  left > 0 ? [`and ${counted(left, noun)} (--json has all)`] : [];

function partingLines(parting: Parting, { width, palette }: Style): readonly string[] {
  const { same, atMs } = parting;
  const start =
    same === 0
      ? "Nothing is the same. First"
      : `The same for ${formatDuration(atMs)} (${counted(same, "event")}). Then`;
  const sides = (["a", "b"] as const).flatMap((name) =>
    sideRows(name.toUpperCase(), parting[name], parting[name === "a" ? "b" : "a"], atMs),
  );
  const times = Math.max(...sides.map(({ time }) => time.length));
  return [
    start,
    ...sides.map(({ name, time, text, later }) => {
      const line = cut(`  ${name}  ${time.padEnd(times)}  ${text}`, width);
      return later ? palette.dim(line) : line;
    }),
  ];
}

interface Row {
  readonly name: string;
  readonly time: string;
  readonly text: string;
  /** Whether it is no part of the instant of parting. */
  readonly later: boolean;
}

/** `other` is the other side, whose events may read the same. */
function sideRows(name: string, { only, next }: Branch, other: Branch, atMs: number): readonly Row[] {
  const time = formatDuration(atMs);
  const row = (text: string, at: string, later = false): Row => ({ name, time: at, text, later });
  const after = next === null ? [] : [row(describeLine(next), formatDuration(timeOf(next)), true)];
  if (only.length === 0) return [row(next === null ? "nothing, to its end" : "nothing", time), ...after];
  const shown = only.slice(0, eventsShown).map((event, i) => {
    const details = detailsBeside(event, other.only[i]);
    return row(`${describeLine(event)}${details}`, i === 0 ? time : "");
  });
  const left = only.length - eventsShown;
  return left > 0 ? [...shown, row(`and ${counted(left, "more event")} at once`, "")] : [...shown, ...after];
}

/** The fields in which an event differs from one that reads the same: ` (slave_id "a-S1")`. */
function detailsBeside(event: string, other: string | undefined): string {
  if (other === undefined || describeLineAt(event) !== describeLineAt(other)) return "";
  const [facts, others] = [factsOf(event), factsOf(other)];
  const fields = Object.keys(facts).flatMap((field) => {
    const value = JSON.stringify(facts[field]);
    return value === JSON.stringify(others[field]) ? [] : [`${field} ${value}`];
  });
  return fields.length === 0 ? "" : ` (${fields.join(", ")})`;
}

function chainLines({ a, b, before }: Parting, { palette, width }: Style): readonly string[] {
  const block = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0
      ? []
      : ["", palette.strong(title), ...lines.map((line) => cut(`  ${describeLineAt(line)}`, width))];
  const context = before.filter((line) => !a.chain.includes(line) && !b.chain.includes(line));
  const shared = a.chain.join("\n") === b.chain.join("\n");
  return [
    ...(shared
      ? block("What led there in both", a.chain)
      : [...block("What led there in A", a.chain), ...block("What led there in B", b.chain)]),
    ...block("Just before", context),
  ];
}

function appLines(
  { app, atMs, a, b }: AppStory,
  metrics: readonly LeafDifference[],
  style: Style,
): readonly string[] {
  const { palette, width } = style;
  const short = (heads: readonly string[]): string =>
    heads.length === 0 ? "nothing" : heads.map((head) => head.replace(` ${app}`, "")).join(", ");
  const own = metrics.filter(({ path }) => path[0] === "apps" && path[1] === app);
  return [
    "",
    `${palette.strong(app)} takes another course from ${formatDuration(atMs)} on`,
    cut(`  A  ${short(a)}`, width),
    cut(`  B  ${short(b)}`, width),
    ...table(
      own.map((one) => ({ ...one, path: one.path.slice(2) })),
      valuesShown,
    ),
  ];
}

/** Those of the apps that have a block of their own stand there; of ports there are always enough. */
function shownMetrics({ metrics, apps }: Difference): readonly LeafDifference[] {
  const told = new Set(apps.slice(0, appsShown).map(({ app }) => app));
  const isNoise = (path: readonly string[]): boolean => path.includes("ports");
  return metrics.filter(({ path }) => !isNoise(path) && (path[0] !== "apps" || !told.has(path[1] ?? "")));
}

function valueLines(title: string, values: readonly LeafDifference[], { palette }: Style): readonly string[] {
  if (values.length === 0) return [];
  return ["", palette.strong(title), ...table(values, valuesShown)];
}

/** Name, A, B and the difference of each value in columns. */
function table(all: readonly LeafDifference[], shown: number): readonly string[] {
  // Nothing is as good as not there.
  const values = all.filter(({ a, b }) => (a ?? null) !== (b ?? null));
  const rows = values.slice(0, shown).map(({ path, a, b }) => {
    const name = path.join(".");
    return [name, valueText(name, a), valueText(name, b), changeText(name, a, b)] as const;
  });
  if (rows.length === 0) return [];
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0), 1));
  const line = (cells: readonly string[]): string =>
    `  ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join("   ")}`.trimEnd();
  return [
    line(["", "A", "B"]),
    ...rows.map(line),
    ...more(values.length - shown, "more value").map((text) => `  ${text}`),
  ];
}

const isTime = (name: string): boolean => /_ms(\.|$)/.test(name) && !/\.(count|censored)$/.test(name);

function valueText(name: string, value: Leaf | undefined): string {
  if (typeof value === "number" && isTime(name)) return formatDuration(Math.round(value));
  return cut(String(value ?? "-"), 40);
}

function changeText(name: string, a: Leaf | undefined, b: Leaf | undefined): string {
  if (typeof a !== "number" || typeof b !== "number") return "";
  const change = b - a;
  const sign = change > 0 ? "+" : "-";
  const size = Math.abs(change);
  return `${sign}${isTime(name) ? formatDuration(Math.round(size)) : Number(size.toPrecision(6))}`;
}
