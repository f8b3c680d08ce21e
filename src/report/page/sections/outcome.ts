/** What happened: apps, expectations with what was seen, broken invariants, and how to see the same again. */

import type { Model } from "../data/model.ts";
import { button, type Child, el, scrolling, section, table } from "../dom.ts";
import type { Store } from "../store.ts";
import { counted, exactly } from "../words.ts";
import { stripOf } from "./strip.ts";

/** So many rows of a table are shown before somebody asks for more. */
const rowsMax = 100;

export interface OutcomeParts {
  readonly element: HTMLElement;
  /** Strips of apps are drawn again when the theme or the width changes. */
  readonly draw: () => void;
}

export function outcomeOf(
  model: Model,
  store: Store,
  goTo: (atMs: number) => void,
  colour: (name: string) => string,
): OutcomeParts {
  const { head } = model;
  const strips = head.apps.map((app) => stripOf(model, app, colour));
  const cards = head.apps.map((app, i) => {
    const state = !app.exists ? "gone" : app.alive >= app.wanted ? "good" : "bad";
    return el(
      "article",
      { class: `app ${state}` },
      el("h3", { text: app.name }),
      el("p", { class: "stands", text: app.stands }),
      el("p", { class: "soft", text: app.served }),
      strips[i]?.element ?? null,
      storyOf(app.story),
    );
  });
  const element = section(
    "outcome",
    "Outcome",
    head.about === "" ? null : el("p", { class: "about", text: head.about }),
    factsOf(model),
    el("div", { class: "apps" }, ...cards),
    head.appsLeft > 0
      ? el("p", {
          class: "soft",
          text: `and ${counted(head.appsLeft, "more app")}, which fared better; the table below has all`,
        })
      : null,
    linesOf("Roles and other frameworks", [...head.frameworks, ...head.roles]),
    expectationsOf(model, goTo),
    violationsOf(model, goTo),
    metricsOf(model),
  );
  const draw = (): void => {
    for (const strip of strips) strip.draw();
  };
  store.on(["theme", "size"], draw);
  return { element, draw };
}

/** A story's line is its time, then what happened. */
function storyOf(lines: readonly string[]): HTMLElement | null {
  if (lines.length === 0) return null;
  return el(
    "ol",
    { class: "story" },
    ...lines.map((line) => {
      const time = line.slice(0, 9).trim();
      return el(
        "li",
        {},
        el("span", { class: "time", text: time }),
        el("span", { text: line.slice(9).trim() }),
      );
    }),
  );
}

function factsOf({ head }: Model): HTMLElement {
  const { summary } = head;
  const facts: readonly (readonly [string, Child])[] = [
    [
      "simulated",
      head.endMs < head.durationMs
        ? `${exactly(head.endMs)} of ${exactly(head.durationMs)}`
        : exactly(head.endMs),
    ],
    ["seed", String(summary.seed)],
    ["events", String(summary.events)],
    ["digest", code(summary.digest.slice(0, 16), summary.digest)],
    ...(head.command === "" ? [] : ([["reproduce", copied(head.command)]] as const)),
    ...(head.scenarioDigest === ""
      ? []
      : ([["scenario", code(head.scenarioDigest.slice(0, 16), head.scenarioDigest)]] as const)),
    ["holdfast", head.holdfast],
  ];
  return el(
    "dl",
    { class: "facts" },
    ...facts.map(([name, value]) => el("div", {}, el("dt", { text: name }), el("dd", {}, value))),
  );
}

const code = (text: string, title = text): HTMLElement => el("code", { text, title });

/** A command, with a button that copies it where the browser lets it. */
export function copied(command: string): HTMLElement {
  const copy = button(
    "copy",
    () => {
      const done = navigator.clipboard?.writeText(command);
      done?.then(
        () => (copy.textContent = "copied"),
        () => selectText(shown),
      );
      if (done === undefined) selectText(shown);
    },
    `Copy: ${command}`,
  );
  copy.className = "small";
  const shown = code(command);
  return el("span", { class: "command" }, shown, copy);
}

/** What cannot be copied by a button is selected, to be copied by hand. */
function selectText(element: HTMLElement): void {
  getSelection()?.selectAllChildren(element);
}

function linesOf(title: string, lines: readonly string[]): HTMLElement | null {
  if (lines.length === 0) return null;
  return el(
    "div",
    { class: "lines" },
    el("h3", { text: title }),
    el("ul", {}, ...lines.map((text) => el("li", { text }))),
  );
}

/** Failed ones first. */
function expectationsOf({ head }: Model, goTo: (atMs: number) => void): HTMLElement | null {
  const { expectations } = head.summary;
  if (expectations.length === 0) return null;
  const sorted = [...expectations].sort((a, b) => Number(a.held) - Number(b.held));
  const failed = sorted.filter(({ held }) => !held).length;
  const rows = sorted
    .slice(0, Math.max(rowsMax, failed))
    .map(({ text, line, held, seen, seen_at_ms }) => [
      el("span", { class: held ? "good" : "bad", text: held ? "✓ holds" : "✗ failed" }),
      text,
      seen ?? "–",
      seen_at_ms === null ? "–" : timeLink(seen_at_ms, goTo),
      line === null ? "–" : String(line),
    ]);
  return el(
    "div",
    {},
    el("h3", { text: `Expectations: ${expectations.length - failed} of ${expectations.length} hold` }),
    scrolling(
      "Expectations",
      table(
        "Expectations, with what was seen",
        ["", "expected", "seen", "at", { text: "line", number: true }],
        rows,
      ),
    ),
    rows.length < sorted.length
      ? el("p", {
          class: "soft",
          text: `and ${sorted.length - rows.length} more that hold (summary.json has them all)`,
        })
      : null,
  );
}

function violationsOf({ head }: Model, goTo: (atMs: number) => void): HTMLElement | null {
  const { violations } = head.summary;
  if (violations.length === 0) return null;
  const rows = violations
    .slice(0, rowsMax)
    .map(({ invariant, bug, time_ms, text }) => [
      el("span", { class: bug === null ? "bad" : "warn", text: bug === null ? "✗ broken" : `bug ${bug}` }),
      invariant,
      text,
      timeLink(time_ms, goTo),
    ]);
  return el(
    "div",
    {},
    el("h3", { text: "Invariants" }),
    el("p", {
      class: "soft",
      text: "What a known bug of the simulated version breaks is no failure: it is what that version does.",
    }),
    scrolling(
      "Broken invariants",
      table("Broken invariants", ["", "invariant", "what is wrong", "at"], rows),
    ),
    rows.length < violations.length
      ? el("p", {
          class: "soft",
          text: `and ${violations.length - rows.length} more (summary.json has them all)`,
        })
      : null,
  );
}

/** A time that brings the cursor there. */
export function timeLink(atMs: number, goTo: (atMs: number) => void): HTMLElement {
  const link = button(exactly(atMs), () => goTo(atMs), `Cursor to ${exactly(atMs)}`);
  link.className = "link";
  return link;
}

function metricsOf({ head }: Model): HTMLElement | null {
  const apps = Object.entries(head.summary.metrics.apps);
  if (apps.length === 0) return null;
  const ms = (value: number | null): string => (value === null ? "–" : exactly(value));
  const rows = apps
    .slice(0, rowsMax)
    .map(([name, app]) => [
      name,
      app.availability === null ? "–" : `${Math.floor(app.availability * 100_000) / 1000} %`,
      exactly(app.downtime_ms),
      ms(app.time_to_running_ms.p50),
      ms(app.time_to_recover_ms.p50),
      ms(app.time_to_recover_ms.max),
      String(app.relaunches),
      String(app.moved),
      String(app.data_lost),
    ]);
  const number = (text: string) => ({ text, number: true }) as const;
  const heads = [
    "app",
    number("available"),
    number("downtime"),
    number("to running, median"),
    number("to recover, median"),
    number("longest"),
    number("relaunches"),
    number("moved"),
    number("volumes lost"),
  ];
  const details = el(
    "details",
    {},
    el("summary", { text: `Metrics of ${counted(apps.length, "app")}` }),
    scrolling("Metrics", table("Metrics by app", heads, rows)),
    rows.length < apps.length ? el("p", { class: "soft", text: "summary.json has them all" }) : null,
  );
  details.open = apps.length <= 3;
  return details;
}
