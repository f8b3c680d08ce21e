/** One resource of one scope over time: used, stranded, free below the total, by uPlot. */

import uPlot from "uplot";
import type { Model } from "../data/model.ts";
import { el } from "../dom.ts";
import { lookOf } from "../looks.ts";
import type { Store } from "../store.ts";
import type { Theme } from "../theme.ts";
import { canvasFont } from "../timeline/canvas.ts";
import { ticksOf } from "../timeline/scale.ts";
import { amountText, tickText } from "../words.ts";
import type { Scope } from "./level.ts";
import { type Series, seriesOf, shown } from "./series.ts";

const height = 170;

export class CapacityChart {
  readonly element = el("figure", { class: "chart" });
  readonly resource: string;
  readonly #model: Model;
  readonly #store: Store;
  readonly #theme: Theme;
  readonly #holder = el("div", { class: "chart-holder" });
  readonly #caption = el("figcaption");
  #series: Series;
  #plot: uPlot | null = null;
  #stepMs = 1;

  constructor(model: Model, store: Store, theme: Theme, resource: string, scope: Scope) {
    this.#model = model;
    this.#store = store;
    this.#theme = theme;
    this.resource = resource;
    this.#series = seriesOf(model, scope, resource);
    this.element.append(this.#caption, this.#holder);
    this.#holder.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
  }

  setScope(scope: Scope, name: string): void {
    this.#series = seriesOf(this.#model, scope, this.resource);
    this.#caption.textContent = `${this.resource} of ${name}`;
    this.#holder.setAttribute("role", "img");
    this.#holder.setAttribute(
      "aria-label",
      `${this.resource} of ${name} over time; the table below has the numbers at the cursor`,
    );
    this.draw();
  }

  /** Draws anew: another stretch, another width, other colours. */
  draw(): void {
    const width = this.#holder.clientWidth;
    if (width === 0) return;
    const data = this.#data(width);
    if (this.#plot === null) {
      this.#plot = new uPlot(this.#options(width), data, this.#holder);
      return;
    }
    if (this.#plot.width !== width) this.#plot.setSize({ width, height });
    this.#plot.setData(data, false);
    this.#plot.setScale("x", { min: this.#store.fromMs, max: this.#store.toMs });
    this.#plot.redraw();
  }

  /** The most that there ever was of the resource. */
  get #most(): number {
    return this.#series.levels.total.reduce((most, each) => Math.max(most, each), 1);
  }

  /** Only the cursor has moved. */
  drawCursor(): void {
    this.#plot?.redraw(false);
  }

  #data(width: number): uPlot.AlignedData {
    const { fromMs, toMs } = this.#store;
    const steps = shown(this.#series, fromMs, toMs, Math.max(50, width - 60));
    const used = steps.values("used");
    const stranded = steps.values("stranded");
    return [
      steps.atMs,
      used,
      used.map((each, i) => each + (stranded[i] ?? 0)),
      steps.values("reserved"),
      steps.values("total"),
      ...(this.#model.head.offersListed ? [steps.values("offered")] : []),
    ] as unknown as uPlot.AlignedData;
  }

  #options(width: number): uPlot.Options {
    const store = this.#store;
    const theme = this.#theme;
    const stepped = uPlot.paths.stepped?.({ align: 1 });
    const paths = stepped === undefined ? {} : { paths: stepped };
    const line = (label: string, colour: string, dash: number[] = []): uPlot.Series => ({
      ...paths,
      label,
      stroke: () => theme.colour(colour),
      width: 1.5,
      dash,
      points: { show: false },
    });
    const waiting = lookOf("suspended");
    const showAll = (): null => {
      store.showAll();
      return null;
    };
    return {
      width,
      height,
      legend: { show: false },
      cursor: {
        y: false,
        points: { show: false },
        drag: { x: true, y: false, setScale: false },
        bind: { dblclick: () => showAll },
      },
      select: { show: true, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: false, auto: false, min: store.fromMs, max: store.toMs },
        y: {
          auto: false,
          range: (): [number, number] => [0, this.#most * 1.06],
        },
      },
      axes: [
        {
          stroke: () => theme.colour("ink-soft"),
          font: canvasFont,
          size: 26,
          gap: 3,
          ticks: { show: true, size: 4, stroke: () => theme.colour("line") },
          grid: { stroke: () => theme.colour("line-faint"), width: 1 },
          splits: (u: uPlot) => {
            const { stepMs, ticks } = ticksOf(store.fromMs, store.toMs, Math.max(2, u.width / 110));
            this.#stepMs = stepMs;
            return [...ticks];
          },
          values: (_: uPlot, splits: number[]) => splits.map((each) => tickText(each, this.#stepMs)),
        },
        {
          stroke: () => theme.colour("ink-soft"),
          font: canvasFont,
          size: 70,
          gap: 4,
          ticks: { show: false },
          grid: { stroke: () => theme.colour("line-faint"), width: 1 },
          splits: () => niceSplits(this.resource, this.#most),
          values: (_: uPlot, splits: number[]) => splits.map((each) => amountText(this.resource, each)),
        },
      ],
      series: [
        {},
        { ...line("used", "state-running"), fill: () => theme.fill(lookOf("running")) },
        // Its area is a band: a line of its own would be there where nothing is stranded, too.
        { ...paths, label: "used and stranded", stroke: "transparent", width: 0, points: { show: false } },
        line("reserved", "reserved-line", [6, 4]),
        line("total", "ink"),
        ...(this.#model.head.offersListed ? [line("offered", "accent", [2, 3])] : []),
      ],
      bands: [
        { series: [2, 1], fill: () => theme.fill(waiting) },
        // The pattern over the colour: without colours stranded is told from used, too.
        { series: [2, 1], fill: () => (theme.pattern(waiting) ?? theme.fill(waiting)) as unknown as string },
      ],
      hooks: {
        draw: [(u: uPlot) => this.#line(u)],
        setCursor: [
          (u: uPlot) => {
            const { left = -1 } = u.cursor;
            store.setHover(left < 0 ? null : u.posToVal(left, "x"));
          },
        ],
        setSelect: [(u: uPlot) => this.#selected(u)],
      },
    };
  }

  /** A stretch that was dragged is zoomed to; a click sets the cursor. */
  #selected(u: uPlot): void {
    const { left, width } = u.select;
    if (width > 4) this.#store.setView(u.posToVal(left, "x"), u.posToVal(left + width, "x"));
    else if ((u.cursor.left ?? -1) >= 0) this.#store.setCursor(u.posToVal(u.cursor.left ?? 0, "x"));
    if (width > 0) u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  }

  #line(u: uPlot): void {
    const { cursorMs, fromMs, toMs } = this.#store;
    if (cursorMs < fromMs || cursorMs > toMs) return;
    const x = u.valToPos(cursorMs, "x", true);
    u.ctx.fillStyle = this.#theme.colour("accent");
    u.ctx.fillRect(x - devicePixelRatio, u.bbox.top, 2 * devicePixelRatio, u.bbox.height);
  }

  #wheel(event: WheelEvent): void {
    if (!event.ctrlKey && !event.metaKey && !event.altKey) return;
    event.preventDefault();
    const over = this.#plot?.over.getBoundingClientRect();
    if (over === undefined || this.#plot === null) return;
    this.#store.zoom(Math.exp(event.deltaY * 0.002), this.#plot.posToVal(event.clientX - over.left, "x"));
  }
}

/** Three or four round amounts up to the most; memory and disk are counted in powers of two. */
function niceSplits(resource: string, most: number): number[] {
  const isSize = resource === "mem" || resource === "disk";
  const rough = most / (isSize ? 4 : 3);
  const power = isSize
    ? 1000 * 2 ** Math.floor(Math.log2(rough / 1000))
    : 10 ** Math.floor(Math.log10(rough));
  const steps = isSize ? [1, 2] : [1, 2, 2.5, 5, 10];
  const step = (steps.find((each) => each * power >= rough) ?? 10) * power;
  const splits: number[] = [];
  for (let at = 0; at <= most; at += step) splits.push(at);
  return splits;
}
