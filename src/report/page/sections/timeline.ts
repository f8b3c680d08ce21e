/** The timeline with what stands around it: search, filters, legend, the life of what is followed. */

import { markCategories } from "../../html/page-data.ts";
import type { Model } from "../data/model.ts";
import { button, type Child, el, fill, section, select } from "../dom.ts";
import { families, lookOf } from "../looks.ts";
import { noFilter, type Store } from "../store.ts";
import type { Theme } from "../theme.ts";
import { glyphElement } from "../timeline/glyphs.ts";
import { keysHelp, listenToKeys } from "../timeline/keys.ts";
import { categoryNames } from "../timeline/rows.ts";
import { Timeline } from "../timeline/timeline.ts";
import { entityText } from "../told.ts";
import { counted } from "../words.ts";
import { lifeOf } from "./life.ts";

export class TimelineSection {
  readonly element: HTMLElement;
  readonly timeline: Timeline;
  readonly #model: Model;
  readonly #store: Store;
  readonly #search: HTMLInputElement;
  readonly #found = el("span", { class: "soft found", attributes: { "aria-live": "polite" } });
  readonly #followed = el("div", { class: "followed" });
  readonly #goTo: (atMs: number) => void;
  /** Which of the matches is shown. */
  #shown = -1;

  constructor(model: Model, store: Store, theme: Theme, goTo: (atMs: number) => void) {
    this.#model = model;
    this.#store = store;
    this.#goTo = goTo;
    this.timeline = new Timeline(model, store, theme);
    this.#search = el("input", {
      attributes: {
        type: "search",
        placeholder: "task, volume, agent, app",
        "aria-label": "Search by id",
        spellcheck: "false",
      },
    });
    this.#listen();
    this.element = section(
      "timeline",
      "Timeline",
      this.#toolbar(),
      this.timeline.element,
      legendOf(model, theme, store),
      this.#followed,
      el(
        "details",
        { class: "keys" },
        el("summary", { text: "Mouse and keys" }),
        el("p", {
          text: "Drag to move along; turn the wheel with Ctrl, or over the axis, to zoom; with Shift to move along. Click to set the cursor and to follow what is there; double-click to zoom to it.",
        }),
        el(
          "dl",
          { attributes: { id: "timeline-keys" } },
          ...keysHelp.map(([keys, what]) =>
            el("div", {}, el("dt", {}, el("kbd", { text: keys })), el("dd", { text: what })),
          ),
        ),
      ),
      this.timeline.tooltip.element,
    );
    listenToKeys(this.timeline, model, store);
    store.on(["follow"], () => this.#showFollowed());
    store.on(["query"], () => this.#showFound());
  }

  /** Puts the keyboard into the search. */
  search(): void {
    this.#search.focus();
    this.#search.select();
  }

  #listen(): void {
    this.#search.addEventListener("input", () => {
      this.#shown = -1;
      this.#store.search(this.#search.value);
    });
    this.#search.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#showNext(event.shiftKey ? -1 : 1);
      else if (event.key === "Escape") {
        this.#search.value = "";
        this.#store.search("");
      }
    });
  }

  #showNext(by: number): void {
    const all = [...this.timeline.matches].filter((entity) => this.#model.spansOf(entity).length > 0);
    if (all.length === 0) return;
    this.#shown = (this.#shown + by + all.length) % all.length;
    this.timeline.show(all[this.#shown] ?? 0);
    this.#found.textContent = `${this.#shown + 1} of ${all.length}`;
  }

  #showFound(): void {
    const { query } = this.#store;
    if (this.#search.value !== query) this.#search.value = query;
    const count = this.timeline.matches.size;
    this.#found.textContent =
      query.trim() === ""
        ? ""
        : count === 0
          ? "nothing found"
          : `${counted(count, "match").replace("matchs", "matches")}; Enter shows the next`;
  }

  #toolbar(): HTMLElement {
    const { head } = this.#model;
    const entities = this.#model.entitiesOf("task", "agent", "volume", "reservation");
    const names = (of: (each: (typeof entities)[number]) => string): readonly string[] =>
      [...new Set(entities.map(of))].filter((name) => name !== "").sort();
    const options = (all: string, values: readonly string[]): readonly (readonly [string, string])[] => [
      ["", all],
      ...values.map((value) => [value, value] as const),
    ];
    const states = [...new Set([...this.#model.spans.state].map((place) => this.#model.text(place)))].sort();
    const app = select(
      "app",
      options(
        "all apps",
        names((each) => each.app),
      ),
      (value) => this.#store.setFilter({ app: value }),
    );
    const agent = select(
      "agent",
      options(
        "all agents",
        names((each) => each.agent),
      ),
      (value) => this.#store.setFilter({ agent: value }),
    );
    const state = select("state", options("all states", states), (value) =>
      this.#store.setFilter({ state: value }),
    );
    const clear = button(
      "clear",
      () => {
        for (const each of [app, agent, state]) each.select.value = "";
        this.#store.setFilter(noFilter);
        this.#store.search("");
        this.timeline.follow(null);
        this.timeline.select(null);
      },
      "Clear search, filters and what is followed",
    );
    const open: Child[] = [
      button("open all", () => this.timeline.setAllOpen(true), "Open all lanes"),
      button("close all", () => this.timeline.setAllOpen(false), "Close all heaps of lanes"),
    ];
    return el(
      "div",
      {
        class: "toolbar",
        attributes: {
          role: "search",
          "aria-label": `Search and filter the timeline of ${head.summary.scenario}`,
        },
      },
      el("label", { class: "choice" }, el("span", { text: "search" }), this.#search),
      this.#found,
      app.element,
      agent.element,
      state.element,
      clear,
      el("span", { class: "space" }),
      ...open,
    );
  }

  #showFollowed(): void {
    const { followed } = this.#store;
    if (followed === null) {
      fill(this.#followed);
      return;
    }
    const [first = 0] = followed;
    const entities = [...followed].map((place) => this.#model.entity(place));
    const zoom = button("zoom to it", () => {
      const spans = [...followed].flatMap((place) => [...this.#model.spansOf(place)]);
      const from = spans.reduce(
        (least, span) => Math.min(least, this.#model.startOf(span)),
        this.#store.endMs,
      );
      const to = spans.reduce((most, span) => Math.max(most, this.#model.endOf(span)), 0);
      this.#store.setView(from - (to - from) * 0.05, to + (to - from) * 0.05);
    });
    fill(
      this.#followed,
      el(
        "div",
        { class: "followed-head" },
        el("h3", { text: `Followed: ${entityText(this.#model.entity(first))}` }),
        zoom,
        button("follow nothing", () => this.timeline.follow(null)),
      ),
      el("p", {
        class: "soft",
        text:
          entities.length === 1
            ? "Nothing else belongs to it."
            : `With it: ${entities.slice(1, 9).map(entityText).join("; ")}${entities.length > 9 ? ` and ${entities.length - 9} more` : ""}.`,
      }),
      lifeOf(this.#model, followed, this.#goTo),
    );
  }
}

/** What colours, patterns and signs mean; only those that occur. */
function legendOf(model: Model, theme: Theme, store: Store): HTMLElement {
  const legend = el("div", { class: "legend" });
  const present = new Set([...new Set(model.spans.state)].map((place) => lookOf(model.text(place))));
  const categories = new Set(model.marks.map(({ category }) => category));
  const states = families.map((look, place) => {
    if (!present.has(place)) return null;
    const canvas = el("canvas", {
      class: "swatch",
      attributes: { width: "36", height: "24", "aria-hidden": "true" },
    });
    store.on(["theme"], () => drawSwatch(canvas, theme, place));
    drawSwatch(canvas, theme, place);
    return el("span", { class: "legend-entry" }, canvas, look.about);
  });
  const marks = markCategories
    .filter((category) => categories.has(category))
    .map((category) =>
      el("span", { class: "legend-entry" }, glyphElement(category), categoryNames[category]),
    );
  fill(legend, ...states, ...marks);
  return legend;
}

function drawSwatch(canvas: HTMLCanvasElement, theme: Theme, look: number): void {
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.scale(1, 1);
  for (const style of [theme.fill(look), theme.pattern(look)]) {
    if (style === null) continue;
    context.fillStyle = style;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }
}
