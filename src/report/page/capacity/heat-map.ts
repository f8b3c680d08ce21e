/** Agents over time as a map: a row for each agent, darker where more of a resource is used or stranded. */

import type { Model } from "../data/model.ts";
import { el } from "../dom.ts";
import type { Store } from "../store.ts";
import type { Theme } from "../theme.ts";
import { canvasFont, fitted, Sheet } from "../timeline/canvas.ts";
import { type TimeScale, ticksOf, timeScale } from "../timeline/scale.ts";
import { exactly, percentText, tickText } from "../words.ts";
import { amountsAt } from "./level.ts";

export type Measure = "used" | "stranded" | "free";

const axisHeight = 24;
const rightMargin = 10;

/** Of one agent: how much it has and what becomes of it, from each change on. */
interface Steps {
  readonly atMs: number[];
  readonly total: number[];
  readonly used: number[];
  readonly stranded: number[];
}

export class HeatMap {
  readonly element: HTMLElement;
  readonly #pane: HTMLElement;
  readonly #spacer = el("div", { class: "lanes-spacer" });
  readonly #sheet = new Sheet("heat");
  readonly #axis = new Sheet("axis");
  readonly #told = el("p", {
    class: "soft heat-told",
    text: "Point at an agent to see its numbers; click to set the cursor.",
  });
  readonly #model: Model;
  readonly #store: Store;
  readonly #theme: Theme;
  readonly #agents: readonly string[];
  #resource = "cpus";
  #measure: Measure = "used";
  #steps: ReadonlyMap<string, Steps> = new Map();
  #width = 600;

  constructor(model: Model, store: Store, theme: Theme, agents: readonly string[]) {
    this.#model = model;
    this.#store = store;
    this.#theme = theme;
    this.#agents = agents;
    this.#spacer.append(el("div", { class: "lanes-sticky" }, this.#sheet.element));
    this.#pane = el(
      "div",
      {
        class: "heat-pane",
        attributes: {
          tabindex: "0",
          role: "img",
          "aria-label": "Agents over time; the section Cluster has the numbers at the cursor",
        },
      },
      this.#spacer,
    );
    this.element = el("div", { class: "heat-map" }, this.#axis.element, this.#pane, this.#told);
    this.#pane.addEventListener("scroll", () => this.draw());
    this.#sheet.element.addEventListener("pointermove", (event) => this.#tell(event));
    this.#sheet.element.addEventListener("pointerleave", () => store.setHover(null));
    this.#sheet.element.addEventListener("click", (event) => {
      const x = event.offsetX;
      if (x >= this.#gutter) store.setCursor(this.#scale.ms(x));
    });
    store.on(["view", "theme", "size", "cursor"], () => this.draw());
  }

  show(resource: string, measure: Measure): void {
    if (resource !== this.#resource || this.#steps.size === 0) this.#steps = stepsOf(this.#model, resource);
    this.#resource = resource;
    this.#measure = measure;
    this.draw();
  }

  get #rowHeight(): number {
    return this.#agents.length <= 12 ? 22 : this.#agents.length <= 60 ? 16 : 6;
  }

  get #gutter(): number {
    return Math.round(Math.min(210, Math.max(104, this.#width * 0.2)));
  }

  get #scale(): TimeScale {
    return timeScale(this.#store.fromMs, this.#store.toMs, this.#gutter, this.#width - rightMargin);
  }

  draw(): void {
    if (this.#pane.clientWidth === 0) return;
    this.#width = this.#pane.clientWidth;
    const height = this.#rowHeight;
    this.#spacer.style.height = `${this.#agents.length * height}px`;
    this.#sheet.resize(this.#width, Math.max(height, this.#pane.clientHeight));
    const { context } = this.#sheet;
    const { scrollTop, clientHeight } = this.#pane;
    const scale = this.#scale;
    const first = Math.floor(scrollTop / height);
    for (let i = first; i < this.#agents.length && i * height < scrollTop + clientHeight; i++) {
      const agent = this.#agents[i] ?? "";
      this.#row(agent, i * height - scrollTop, height);
    }
    context.fillStyle = this.#theme.colour("accent");
    const x = scale.x(this.#store.cursorMs);
    if (x >= this.#gutter && x <= this.#width) context.fillRect(Math.round(x) - 1, 0, 2, this.#sheet.height);
    this.#drawAxis(scale);
  }

  #row(agent: string, top: number, height: number): void {
    const { context } = this.#sheet;
    if (height >= 14) {
      context.font = canvasFont;
      context.textBaseline = "middle";
      context.fillStyle = this.#theme.colour("ink");
      context.fillText(fitted(context, agent, this.#gutter - 18), 8, top + height / 2 + 0.5);
    }
    const steps = this.#steps.get(agent);
    if (steps === undefined) return;
    const scale = this.#scale;
    const cell = 2;
    const low = this.#theme.colour("heat-low");
    const high = this.#theme.colour("heat-high");
    let step = 0;
    let from = this.#gutter;
    let shade = -2;
    const flush = (to: number): void => {
      if (shade < 0 || to <= from) return;
      context.fillStyle = mixed(low, high, shade);
      context.fillRect(from, top, to - from, height > 8 ? height - 2 : height - 1);
    };
    for (let x = this.#gutter; x < this.#width - rightMargin; x += cell) {
      const [fromMs, toMs] = [scale.ms(x), scale.ms(x + cell)];
      while ((steps.atMs[step + 1] ?? Number.POSITIVE_INFINITY) <= fromMs) step++;
      const share = this.#meanShare(steps, step, fromMs, toMs);
      const next = share === null ? -1 : Math.round(share * 20) / 20;
      if (next === shade) continue;
      flush(x);
      from = x;
      shade = next;
    }
    flush(this.#width - rightMargin);
  }

  /** The time-weighted mean in a stretch; null where the master does not know the agent. */
  #meanShare(steps: Steps, first: number, fromMs: number, toMs: number): number | null {
    let sum = 0;
    let weight = 0;
    for (let i = first; i < steps.atMs.length && (steps.atMs[i] ?? 0) < toMs; i++) {
      const total = steps.total[i] ?? 0;
      const start = Math.max(fromMs, steps.atMs[i] ?? 0);
      const span = Math.min(toMs, steps.atMs[i + 1] ?? Number.POSITIVE_INFINITY) - start;
      if (total <= 0 || span <= 0) continue;
      sum += (this.#valueOf(steps, i) / total) * span;
      weight += span;
    }
    return weight === 0 ? null : sum / weight;
  }

  #valueOf({ total, used, stranded }: Steps, i: number): number {
    if (this.#measure === "used") return used[i] ?? 0;
    if (this.#measure === "stranded") return stranded[i] ?? 0;
    return (total[i] ?? 0) - (used[i] ?? 0) - (stranded[i] ?? 0);
  }

  #drawAxis(scale: TimeScale): void {
    this.#axis.resize(this.#width, axisHeight);
    const { context } = this.#axis;
    const { fromMs, toMs } = this.#store;
    const { stepMs, ticks } = ticksOf(fromMs, toMs, Math.max(2, (this.#width - this.#gutter) / 110));
    context.font = canvasFont;
    context.textBaseline = "middle";
    context.fillStyle = this.#theme.colour("ink-soft");
    for (const tick of ticks) {
      const text = tickText(tick, stepMs);
      const x = scale.x(tick);
      if (x + context.measureText(text).width + 4 < this.#width)
        context.fillText(text, x + 3, axisHeight / 2);
      context.fillRect(Math.round(x), axisHeight - 6, 1, 6);
    }
  }

  #tell(event: PointerEvent): void {
    const agent = this.#agents[Math.floor((event.offsetY + this.#pane.scrollTop) / this.#rowHeight)];
    const atMs = this.#scale.ms(event.offsetX);
    if (agent === undefined || event.offsetX < this.#gutter) return;
    this.#store.setHover(atMs);
    const steps = this.#steps.get(agent);
    let step = -1;
    while (steps !== undefined && (steps.atMs[step + 1] ?? Number.POSITIVE_INFINITY) <= atMs) step++;
    const total = steps?.total[step] ?? 0;
    const [used, stranded] = [steps?.used[step] ?? 0, steps?.stranded[step] ?? 0];
    this.#told.textContent =
      total === 0
        ? `${agent} at ${exactly(atMs)}: not registered`
        : `${agent} at ${exactly(atMs)}: ${this.#resource} ${percentText(used, total)} used, ${percentText(stranded, total)} stranded, ${percentText(total - used - stranded, total)} free`;
  }
}

/** The steps of every agent, in one pass over all changes. */
function stepsOf(model: Model, resource: string): ReadonlyMap<string, Steps> {
  const place = model.head.resources.indexOf(resource);
  const found = new Map<string, Steps & { sums: Record<string, number> }>();
  const held = new Float64Array(model.slots.kind.length);
  const slots = Array.from(held, (_, slot) => model.slot(slot));
  const { at, slot } = model.levels;
  for (let row = 0; row < at.length; row++) {
    const which = slot[row] ?? 0;
    const value = place < 0 ? 0 : (model.amounts[amountsAt(model, row) + place] ?? 0);
    const by = value - (held[which] ?? 0);
    const about = slots[which];
    if (by === 0 || about === undefined) continue;
    held[which] = value;
    let steps = found.get(about.agent);
    if (steps === undefined) {
      steps = {
        atMs: [],
        total: [],
        used: [],
        stranded: [],
        sums: { total: 0, reserved: 0, used: 0, usedReserved: 0 },
      };
      found.set(about.agent, steps);
    }
    const { sums } = steps;
    sums[about.kind] = (sums[about.kind] ?? 0) + by;
    const atMs = at[row] ?? 0;
    if (steps.atMs.at(-1) === atMs)
      for (const column of [steps.atMs, steps.total, steps.used, steps.stranded]) column.pop();
    steps.atMs.push(atMs);
    steps.total.push(sums["total"] ?? 0);
    steps.used.push(sums["used"] ?? 0);
    steps.stranded.push((sums["reserved"] ?? 0) - (sums["usedReserved"] ?? 0));
  }
  return found;
}

/** A colour between two of the form #rrggbb. */
function mixed(low: string, high: string, share: number): string {
  const part = (from: number): number => {
    const [a, b] = [low, high].map((colour) => Number.parseInt(colour.slice(from, from + 2), 16));
    return Math.round((a ?? 0) + ((b ?? 0) - (a ?? 0)) * share);
  };
  return `rgb(${part(1)} ${part(3)} ${part(5)})`;
}
