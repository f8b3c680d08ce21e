/** Paints the lanes in view: titles, labels, bars, bands, marks; and over them the cursor and what is under the pointer. */

import { seriesOf, shown, stepAt } from "../capacity/series.ts";
import type { Model } from "../data/model.ts";
import type { Theme } from "../theme.ts";
import { amountText, percentText } from "../words.ts";
import { type Brush, drawBand, drawBars, looksOf } from "./bars.ts";
import { canvasFont, canvasFontStrong, fitted, type Sheet } from "./canvas.ts";
import { drawGlyph, glyphRadius } from "./glyphs.ts";
import type { Layout, Placed } from "./layout.ts";
import type { Row } from "./rows.ts";
import { type TimeScale, ticksOf } from "./scale.ts";

export interface Frame {
  readonly layout: Layout;
  readonly scale: TimeScale;
  /** Where the labels end and the lanes begin. */
  readonly gutter: number;
  /** Where the stretch in view ends, and how wide all is. */
  readonly right: number;
  readonly width: number;
  readonly scrollTop: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly strong: ((span: number) => boolean) | null;
  /** Entities that a search found. */
  readonly matches: ReadonlySet<number>;
}

export class Painter {
  readonly #model: Model;
  readonly #theme: Theme;
  readonly #looks: Uint8Array;
  readonly #roles = new Map<
    string,
    { readonly resource: string; readonly series: ReturnType<typeof seriesOf> }
  >();

  constructor(model: Model, theme: Theme) {
    this.#model = model;
    this.#theme = theme;
    this.#looks = looksOf(model);
  }

  /** How many ticks the axis has room for. */
  ticks(frame: Pick<Frame, "fromMs" | "toMs">, width: number): ReturnType<typeof ticksOf> {
    return ticksOf(frame.fromMs, frame.toMs, Math.max(2, width / 110));
  }

  lanes(sheet: Sheet, frame: Frame): void {
    const { context, width, height } = sheet;
    const { layout, scrollTop, gutter, scale } = frame;
    const theme = this.#theme;
    const brush: Brush = {
      ...{ context, model: this.#model, theme, scale, looks: this.#looks, font: canvasFont },
      ...{ left: gutter, right: frame.right, strong: frame.strong },
    };
    sheet.clear();
    context.fillStyle = theme.colour("line-faint");
    for (const tick of this.ticks(frame, width - gutter).ticks)
      context.fillRect(Math.round(scale.x(tick)), 0, 1, height);
    for (let i = layout.firstAt(scrollTop); i < layout.placed.length; i++) {
      const placed = layout.placed[i];
      if (placed === undefined || placed.top > scrollTop + height) break;
      this.#row(brush, frame, placed, placed.top - scrollTop);
    }
  }

  #row(brush: Brush, frame: Frame, { row, height }: Placed, top: number): void {
    const { context, theme } = brush;
    const { gutter, width } = frame;
    if (row.kind === "section") {
      context.fillStyle = theme.colour("surface-sunken");
      context.fillRect(0, top, width, height);
      this.#label(brush, row, 8, top, height, width - 16, true);
      return;
    }
    const indent = 8 + (row.depth - 1) * 14;
    this.#label(brush, row, indent, top, height, gutter - 6 - indent, row.children.length > 0);
    context.fillStyle = theme.colour("line-faint");
    context.fillRect(0, top + height - 1, width, 1);
    context.fillStyle = theme.colour("line");
    context.fillRect(gutter - 1, top, 1, height);
    context.save();
    context.beginPath();
    context.rect(gutter, top, width - gutter, height);
    context.clip();
    if (row.kind === "group" && !row.open) drawBand(brush, row.spans, top + 3, height - 6);
    else if (row.kind === "role") this.#role(brush, frame, row, top + 3, height - 6);
    else if (row.kind === "lane") {
      const marks = row.marks.map(({ atMs }) => frame.scale.x(atMs));
      const lane = { top: top + 3, height: height - 6, named: row.depth > 1 && row.named, marks };
      drawBars(brush, row.spans, lane);
      // What the host is in lies below what the master knows of its agent.
      if (row.over.length > 0) this.#hosts(brush, row.over, top + height - 7);
    }
    this.#found(brush, frame, row, top, height);
    this.#marks(brush, frame, row, top + height / 2);
    context.restore();
  }

  #label(
    brush: Brush,
    row: Row,
    x: number,
    top: number,
    height: number,
    width: number,
    strong: boolean,
  ): void {
    const { context, theme } = brush;
    let left = x;
    if (row.children.length > 0) {
      context.fillStyle = theme.colour("ink-soft");
      context.beginPath();
      const [cx, cy] = [left + 4, top + height / 2];
      if (row.open)
        for (const [dx, dy] of [
          [-4, -2],
          [4, -2],
          [0, 3],
        ] as const)
          context.lineTo(cx + dx, cy + dy);
      else
        for (const [dx, dy] of [
          [-2, -4],
          [3, 0],
          [-2, 4],
        ] as const)
          context.lineTo(cx + dx, cy + dy);
      context.fill();
      left += 14;
    }
    context.font = strong ? canvasFontStrong : canvasFont;
    context.textBaseline = "middle";
    context.fillStyle = theme.colour(row.depth > 1 ? "ink-soft" : "ink");
    const label = row.kind === "role" ? `${row.label} · ${this.#roleOf(row.label).resource}` : row.label;
    context.fillText(fitted(context, label, width - (left - x)), left, top + height / 2 + 0.5);
  }

  /** A thick line where the host of an agent is down. */
  #hosts({ context, theme, model, scale, left, right }: Brush, spans: Int32Array, top: number): void {
    context.fillStyle = theme.colour("mark-fault");
    for (const span of spans) {
      const from = Math.max(left, scale.x(model.startOf(span)));
      const to = Math.min(right, scale.x(model.endOf(span)));
      if (to > from) context.fillRect(from, top, Math.max(1, to - from), 4);
    }
  }

  /** What of a role is used (below) and stranded (above), of the resource of which it holds most. */
  #role({ context, theme, left, right }: Brush, frame: Frame, row: Row, top: number, height: number): void {
    const { series } = this.#roleOf(row.label);
    const columns = Math.floor(right - left);
    const steps = shown(series, frame.fromMs, frame.toMs, columns);
    const [total, used, stranded] = (["total", "used", "stranded"] as const).map(steps.values);
    for (let i = 0; i + 1 < steps.atMs.length; i++) {
      const x0 = frame.scale.x(steps.atMs[i] ?? 0);
      const width = frame.scale.x(steps.atMs[i + 1] ?? 0) - x0;
      const all = total?.[i] ?? 0;
      if (all <= 0) continue;
      const low = (height * (used?.[i] ?? 0)) / all;
      const high = (height * (stranded?.[i] ?? 0)) / all;
      context.fillStyle = theme.colour("state-reserved");
      context.globalAlpha = 0.25;
      context.fillRect(x0, top, width, height);
      context.globalAlpha = 1;
      context.fillStyle = theme.colour("state-running");
      context.fillRect(x0, top + height - low, width, low);
      context.fillStyle = theme.colour("state-waiting");
      context.fillRect(x0, top + height - low - high, width, high);
    }
  }

  #roleOf(role: string): { readonly resource: string; readonly series: ReturnType<typeof seriesOf> } {
    const known = this.#roles.get(role);
    if (known !== undefined) return known;
    const { resources, summary } = this.#model.head;
    const shareOf = (resource: string): number => {
      const metrics = summary.metrics.roles[role]?.[resource];
      if (resource === "ports" || metrics === undefined || metrics.total.max === 0) return 0;
      return Math.max(metrics.used.max, metrics.reserved.max) / metrics.total.max;
    };
    const [resource = "cpus"] = [...resources].sort((a, b) => shareOf(b) - shareOf(a));
    const made = { resource, series: seriesOf(this.#model, { kind: "role", role }, resource) };
    this.#roles.set(role, made);
    return made;
  }

  /** How a role stands at an instant, in words. */
  roleText(role: string, atMs: number): string {
    const { resource, series } = this.#roleOf(role);
    const step = stepAt(series, atMs);
    const of = (name: "total" | "used" | "stranded"): number => series.levels[name][step] ?? 0;
    const share = (name: "used" | "stranded"): string =>
      `${amountText(resource, of(name))} ${name} (${percentText(of(name), of("total"))})`;
    return `${resource} of role ${role}: ${share("used")}, ${share("stranded")}, of ${amountText(resource, of("total"))}`;
  }

  #found({ context, theme, model, scale }: Brush, frame: Frame, row: Row, top: number, height: number): void {
    if (frame.matches.size === 0 || row.kind !== "lane") return;
    context.strokeStyle = theme.colour("accent");
    context.lineWidth = 2;
    for (const span of row.spans) {
      if (!frame.matches.has(model.entityOf(span))) continue;
      const [from, to] = [model.startOf(span), model.endOf(span)];
      if (to < frame.fromMs || from > frame.toMs) continue;
      context.strokeRect(scale.x(from), top + 2, Math.max(2, scale.x(to) - scale.x(from)), height - 4);
    }
  }

  #marks({ context, theme, scale, left, right }: Brush, frame: Frame, row: Row, y: number): void {
    let lastX = Number.NEGATIVE_INFINITY;
    let lastCategory = "";
    for (const { atMs, category } of row.marks) {
      if (atMs < frame.fromMs || atMs > frame.toMs) continue;
      const x = Math.min(right - glyphRadius, Math.max(left + glyphRadius, scale.x(atMs)));
      // Of many at one place one is enough.
      if (x - lastX < 1.5 && category === lastCategory) continue;
      drawGlyph(context, theme, category, x, y);
      lastX = x;
      lastCategory = category;
    }
  }
}
