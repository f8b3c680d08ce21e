/** The timeline: lanes that scroll and zoom, followed by pointer and keyboard. */

import type { Model } from "../data/model.ts";
import { el } from "../dom.ts";
import type { Store } from "../store.ts";
import type { Theme } from "../theme.ts";
import { markText, spanSentence } from "../told.ts";
import { exactly } from "../words.ts";
import { Axis } from "./axis.ts";
import { Sheet } from "./canvas.ts";
import { type Hit, hitIn, Layout } from "./layout.ts";
import { type Frame, Painter } from "./paint.ts";
import { type Row, rowsOf, walk } from "./rows.ts";
import { type TimeScale, timeScale } from "./scale.ts";
import { Tooltip } from "./tooltip.ts";
import { familyOf, filterOf, matchesOf, visibleRows } from "./visible.ts";
import { makeZoomable } from "./zooming.ts";

const rightMargin = 10;

export class Timeline {
  readonly element: HTMLElement;
  readonly tooltip: Tooltip;
  readonly sections: readonly Row[];
  /** What is selected by the keyboard. */
  selected: Hit | null = null;
  readonly #model: Model;
  readonly #store: Store;
  readonly #theme: Theme;
  readonly #painter: Painter;
  readonly #axis: Axis;
  readonly #base = new Sheet("lanes-base");
  readonly #over = new Sheet("lanes-over");
  readonly #pane: HTMLElement;
  readonly #spacer = el("div", { class: "lanes-spacer" });
  readonly #live = el("p", { class: "unseen", attributes: { "aria-live": "polite" } });
  #layout: Layout;
  #width = 600;
  #hit: Hit | null = null;
  #matches: ReadonlySet<number> = new Set();
  #passes: ((span: number) => boolean) | null = null;

  constructor(model: Model, store: Store, theme: Theme) {
    this.#model = model;
    this.#store = store;
    this.#theme = theme;
    this.sections = rowsOf(model);
    this.#layout = new Layout(visibleRows(this.sections, null));
    this.#painter = new Painter(model, theme);
    this.tooltip = new Tooltip(model);
    this.#axis = new Axis(store, theme, () => this.scale);
    const sticky = el("div", { class: "lanes-sticky" }, this.#base.element, this.#over.element);
    this.#spacer.append(sticky);
    this.#pane = el(
      "div",
      {
        class: "lanes",
        attributes: {
          ...{
            tabindex: "0",
            role: "application",
            "aria-roledescription": "timeline",
            "aria-describedby": "timeline-keys",
          },
          "aria-label": "Lanes of the run over time",
        },
      },
      this.#spacer,
    );
    this.element = el("div", { class: "timeline" }, this.#axis.sheet.element, this.#pane, this.#live);
    makeZoomable(this.#over.element, store, {
      span: () => [this.gutter, this.#width - rightMargin],
      wheelZooms: false,
    });
    this.#listen();
    store.on(["view", "theme", "rows", "size", "follow"], () => this.draw());
    store.on(["cursor", "hover"], () => this.#drawOver());
    store.on(["query"], () => {
      this.#matches = matchesOf(model, store.query);
      this.draw();
    });
    store.on(["filter"], () => {
      this.#passes = filterOf(model, store.filter);
      this.relayout();
    });
  }

  get gutter(): number {
    return Math.round(Math.min(210, Math.max(104, this.#width * 0.2)));
  }

  get scale(): TimeScale {
    return timeScale(this.#store.fromMs, this.#store.toMs, this.gutter, this.#width - rightMargin);
  }

  get rows(): readonly Row[] {
    return this.#layout.placed.map(({ row }) => row);
  }

  /** What a search found. */
  get matches(): ReadonlySet<number> {
    return this.#matches;
  }

  get pane(): HTMLElement {
    return this.#pane;
  }

  /** Says something to those who listen. */
  say(text: string): void {
    this.#live.textContent = text;
  }

  /** Rows have been opened or closed, or are filtered anew. */
  relayout(): void {
    this.#layout = new Layout(visibleRows(this.sections, this.#passes));
    this.draw();
  }

  toggle(row: Row): void {
    if (row.children.length === 0) return;
    row.open = !row.open;
    this.relayout();
    this.say(`${row.label} is ${row.open ? "open" : "closed"}`);
  }

  /** Opens or closes everything but the sections. */
  setAllOpen(open: boolean): void {
    for (const row of walk(this.sections)) if (row.kind !== "section") row.open = open;
    this.relayout();
  }

  /** Follows a thing with all that belongs to it, or nothing. */
  follow(entity: number | null): void {
    this.#store.follow(entity === null ? null : familyOf(this.#model, entity));
  }

  /** Brings a thing's lane and its first span into view, and selects it. */
  show(entity: number): void {
    const [span] = this.#model.spansOf(entity);
    if (span === undefined) return;
    for (const path of this.#pathsTo(span)) {
      for (const row of path.slice(0, -1)) row.open = true;
      const row = path.at(-1);
      if (row === undefined) return;
      this.relayout();
      this.#store.reveal(this.#model.startOf(span));
      this.select({ row, span, mark: null });
      return;
    }
  }

  /** Selects, scrolls to it, says it. */
  select(hit: Hit | null): void {
    this.selected = hit;
    const placed = hit === null ? null : this.#layout.find(hit.row);
    if (hit !== null && placed !== null) {
      const { scrollTop, clientHeight } = this.#pane;
      if (placed.top < scrollTop) this.#pane.scrollTop = Math.max(0, placed.top - 40);
      else if (placed.top + placed.height > scrollTop + clientHeight)
        this.#pane.scrollTop = placed.top + placed.height - clientHeight + 40;
      if (hit.mark !== null) this.say(`${exactly(hit.mark.atMs)}: ${markText(hit.mark)}`);
      else if (hit.span !== -1) this.say(spanSentence(this.#model, hit.span));
      else this.say(hit.row.title);
    }
    this.draw();
  }

  draw(): void {
    const width = this.element.clientWidth;
    if (width === 0) return;
    this.#width = this.#pane.clientWidth > 0 ? this.#pane.clientWidth : width;
    this.#spacer.style.height = `${this.#layout.height}px`;
    const height = Math.max(40, this.#pane.clientHeight);
    this.#base.resize(this.#width, height);
    this.#axis.draw(this.#width, this.gutter, this.scale);
    this.#painter.lanes(this.#base, this.#frame());
    this.#drawOver();
  }

  #frame(): Frame {
    const { fromMs, toMs, followed } = this.#store;
    const passes = this.#passes;
    const strong =
      followed !== null ? (span: number): boolean => followed.has(this.#model.entityOf(span)) : passes;
    const { gutter, scale } = this;
    const { scrollTop } = this.#pane;
    const width = this.#width;
    return {
      width,
      right: width - rightMargin,
      layout: this.#layout,
      scale,
      gutter,
      scrollTop,
      fromMs,
      toMs,
      strong,
      matches: this.#matches,
    };
  }

  #drawOver(): void {
    const { context } = this.#over;
    const { fromMs, toMs, cursorMs, hoverMs } = this.#store;
    const height = this.#base.height;
    this.#over.resize(this.#width, height);
    const { scale, gutter } = this;
    this.#axis.draw(this.#width, gutter, scale);
    const line = (ms: number, width: number, colour: string): void => {
      if (ms < fromMs || ms > toMs) return;
      context.fillStyle = this.#theme.colour(colour);
      context.fillRect(Math.round(scale.x(ms)) - width / 2, 0, width, height);
    };
    if (hoverMs !== null) line(hoverMs, 1, "ink-soft");
    line(cursorMs, 2, "accent");
    this.#outline(this.#hit, "ink-soft");
    if (document.activeElement === this.#pane) this.#outline(this.selected, "accent");
  }

  #outline(hit: Hit | null, colour: string): void {
    const placed = hit === null ? null : this.#layout.find(hit.row);
    if (hit === null || placed === null) return;
    const { context } = this.#over;
    const top = placed.top - this.#pane.scrollTop;
    context.strokeStyle = this.#theme.colour(colour);
    context.lineWidth = 2;
    if (hit.span === -1) {
      if (hit === this.selected) context.strokeRect(1, top + 1, this.#width - 2, placed.height - 2);
      return;
    }
    const x0 = Math.max(this.gutter, this.scale.x(this.#model.startOf(hit.span)));
    const x1 = Math.min(this.#width, this.scale.x(this.#model.endOf(hit.span)));
    context.strokeRect(x0 - 1, top + 2, Math.max(4, x1 - x0 + 1), placed.height - 4);
  }

  /** Rows from a section down to the lane that has the span. */
  *#pathsTo(span: number, rows: readonly Row[] = this.sections, path: readonly Row[] = []): Generator<Row[]> {
    for (const row of rows) {
      if (row.kind === "lane" && row.spans.includes(span)) yield [...path, row];
      yield* this.#pathsTo(span, row.children, [...path, row]);
    }
  }

  #hitAt(event: MouseEvent): Hit | null {
    const { left, top } = this.#over.element.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top + this.#pane.scrollTop];
    const placed = this.#layout.rowAt(y);
    if (placed === null) return null;
    return x < this.gutter
      ? { row: placed.row, span: -1, mark: null }
      : hitIn(this.#model, placed.row, this.scale, x);
  }

  #listen(): void {
    const over = this.#over.element;
    const xOf = (event: MouseEvent): number => event.clientX - over.getBoundingClientRect().left;
    over.addEventListener("pointermove", (event) => {
      this.#hit = this.#hitAt(event);
      const x = xOf(event);
      const isInLanes = x >= this.gutter;
      this.#store.setHover(isInLanes ? this.scale.ms(x) : null);
      over.classList.toggle("is-over", this.#hit !== null && (this.#hit.span !== -1 || !isInLanes));
      this.#tellPointer(event, isInLanes);
      over.title = !isInLanes && this.#hit !== null ? this.#hit.row.title : "";
    });
    over.addEventListener("pointerleave", () => {
      this.#hit = null;
      this.tooltip.hide();
      this.#store.setHover(null);
    });
    over.addEventListener("click", (event) => {
      this.#pane.focus({ preventScroll: true });
      this.#click(this.#hitAt(event), xOf(event));
    });
    over.addEventListener("dblclick", (event) => {
      const hit = this.#hitAt(event);
      if (hit === null || hit.span === -1) return;
      const [from, to] = [this.#model.startOf(hit.span), this.#model.endOf(hit.span)];
      const room = Math.max(5, (to - from) * 0.15);
      this.#store.setView(from - room, to + room);
    });
    this.#pane.addEventListener("scroll", () => {
      this.tooltip.hide();
      this.draw();
    });
    for (const name of ["focus", "blur"]) this.#pane.addEventListener(name, () => this.#drawOver());
    new ResizeObserver(() => this.#store.tell("size")).observe(this.#pane);
  }

  #tellPointer({ buttons, clientX, clientY, offsetX }: PointerEvent, isInLanes: boolean): void {
    const hit = this.#hit;
    if (buttons !== 0 || !isInLanes || hit === null) this.tooltip.hide();
    else if (hit.row.kind === "role" && hit.mark === null)
      this.tooltip.say(this.#painter.roleText(hit.row.label, this.scale.ms(offsetX)), clientX, clientY);
    else this.tooltip.show(hit, clientX, clientY);
  }

  #click(hit: Hit | null, x: number): void {
    if (hit === null) return;
    if (x < this.gutter || hit.row.kind === "section") {
      this.toggle(hit.row);
      return;
    }
    this.#store.setCursor(hit.mark?.atMs ?? this.scale.ms(x));
    if (hit.span !== -1) {
      this.select(hit);
      this.follow(this.#model.entityOf(hit.span));
    } else if (hit.mark !== null) {
      this.select(hit);
      if (hit.mark.entity >= 0) this.follow(hit.mark.entity);
    } else if (this.#store.followed !== null) this.follow(null);
  }
}
