/** Draws lanes as bars, and closed groups as bands: stacks of states over time. */

import type { Model } from "../data/model.ts";
import { families, lookOf } from "../looks.ts";
import type { Theme } from "../theme.ts";
import type { TimeScale } from "./scale.ts";

export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly model: Model;
  readonly theme: Theme;
  readonly scale: TimeScale;
  readonly left: number;
  readonly right: number;
  /** Looks by the place of the state's text. */
  readonly looks: Uint8Array;
  /** What is not in it is faint; null: nothing is. */
  readonly strong: ((span: number) => boolean) | null;
  readonly font: string;
}

/** What of a lane its bars look like. */
export interface Lane {
  readonly top: number;
  readonly height: number;
  /** Whether bars say whose they are, too, or only what state it is. */
  readonly named: boolean;
  /** Where marks lie, which no text should lie under. */
  readonly marks: readonly number[];
}

/** Looks of all states, by the place of their text. */
export function looksOf(model: Model): Uint8Array {
  const looks = new Uint8Array(model.texts.length);
  const states = new Set(model.spans.state);
  for (const place of states) looks[place] = lookOf(model.text(place));
  return looks;
}

const faint = 0.18;
/** Narrower bars share a pixel with others: the most noticeable of them shows. */
const leastWidth = 1.5;

const lookAt = ({ looks, model }: Brush, span: number): number => looks[model.spans.state[span] ?? 0] ?? 0;

/** The first span of a lane that ends after an instant. */
export function firstAfter(model: Model, spans: Int32Array, atMs: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((model.spanEnd[spans[middle] ?? 0] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Draws the bars of a lane at that height. */
export function drawBars(brush: Brush, spans: Int32Array, lane: Lane): void {
  const { model, scale, left, right } = brush;
  const toMs = scale.ms(right);
  let speck: { x: number; span: number } | null = null;
  for (let i = firstAfter(model, spans, scale.ms(left)); i < spans.length; i++) {
    const span = spans[i] ?? 0;
    if (model.startOf(span) > toMs) break;
    const x0 = Math.max(left, scale.x(model.startOf(span)));
    const x1 = Math.min(right, scale.x(model.endOf(span)));
    if (x1 - x0 >= leastWidth) {
      if (speck !== null) drawSpeck(brush, speck, lane);
      speck = null;
      drawBar(brush, span, x0, x1, lane);
      continue;
    }
    const x = Math.floor(x0);
    if (speck === null || speck.x !== x) {
      if (speck !== null) drawSpeck(brush, speck, lane);
      speck = { x, span };
    } else if (rankOf(brush, span) > rankOf(brush, speck.span)) speck.span = span;
  }
  if (speck !== null) drawSpeck(brush, speck, lane);
}

const rankOf = (brush: Brush, span: number): number => families[lookAt(brush, span)]?.rank ?? 0;

function drawSpeck(brush: Brush, { x, span }: { x: number; span: number }, { top, height }: Lane): void {
  const { context, theme, strong } = brush;
  context.globalAlpha = strong === null || strong(span) ? 1 : faint;
  context.fillStyle = theme.fill(lookAt(brush, span));
  context.fillRect(x, top, leastWidth, height);
  context.globalAlpha = 1;
}

function drawBar(brush: Brush, span: number, x0: number, x1: number, lane: Lane): void {
  const { context, theme, strong } = brush;
  const { top, height } = lane;
  const look = lookAt(brush, span);
  const width = x1 - x0;
  context.globalAlpha = strong === null || strong(span) ? 1 : faint;
  context.fillStyle = theme.fill(look);
  if (width > 6) {
    context.beginPath();
    context.roundRect(x0, top, width - 0.5, height, 2.5);
    context.fill();
  } else context.fillRect(x0, top, width, height);
  const pattern = theme.pattern(look);
  if (pattern !== null) {
    context.fillStyle = pattern;
    context.fillRect(x0 + 1, top + 1, Math.max(0, width - 2.5), height - 2);
  }
  if (width > 40 && height >= 14) drawText(brush, span, x0, x1, lane);
  context.globalAlpha = 1;
}

/** The state in words, and whose it is, where there is room. */
function drawText(
  brush: Brush,
  span: number,
  x0: number,
  x1: number,
  { top, height, named, marks }: Lane,
): void {
  const { context, theme, model, font } = brush;
  const look = lookAt(brush, span);
  const state = model.stateOf(span);
  context.font = font;
  const shift = marks.some((x) => x > x0 - 8 && x < x0 + 12) ? 14 : 5;
  const room = x1 - x0 - shift - 5;
  const { app, framework } = model.entity(model.entityOf(span));
  const texts = named ? [`${app === "" ? framework : app} ${state}`, state] : [state];
  const text = texts.find((each) => context.measureText(each).width <= room);
  if (text === undefined) return;
  if (theme.pattern(look) !== null) {
    context.fillStyle = theme.fill(look);
    context.fillRect(x0 + shift - 2, top + 1, context.measureText(text).width + 4, height - 2);
  }
  context.fillStyle = theme.ink(look);
  context.textBaseline = "middle";
  context.fillText(text, x0 + shift, top + height / 2 + 0.5);
}

/** Draws how many of a group are in which state, one on the other, over time. */
export function drawBand(brush: Brush, spans: Int32Array, top: number, height: number): void {
  const { context, theme, left, right } = brush;
  const columns = Math.max(1, Math.floor(right - left));
  const cover = coverOf(brush, spans, columns);
  let most = 0;
  for (let x = 0; x < columns; x++) {
    let sum = 0;
    for (const each of cover.values()) sum += each[x] ?? 0;
    most = Math.max(most, sum);
  }
  if (most <= 0) return;
  const looks = [...cover.keys()].sort((a, b) => a - b);
  const bottoms = new Float64Array(columns);
  for (const look of looks) {
    const own = cover.get(look);
    const pattern = theme.pattern(look);
    let from = 0;
    for (let x = 1; x <= columns; x++) {
      const same = x < columns && own?.[x] === own?.[from] && bottoms[x] === bottoms[from];
      if (same) continue;
      const share = (own?.[from] ?? 0) / most;
      const bottom = bottoms[from] ?? 0;
      if (share > 0) {
        const area = [left + from, top + height * (1 - bottom - share), x - from, height * share] as const;
        context.fillStyle = theme.fill(look);
        context.fillRect(...area);
        if (pattern !== null) {
          context.fillStyle = pattern;
          context.fillRect(...area);
        }
      }
      from = x;
    }
    for (let x = 0; x < columns; x++) bottoms[x] = (bottoms[x] ?? 0) + (own?.[x] ?? 0) / most;
  }
}

/** By look: how many spans cover each column, parts of columns as parts. */
function coverOf(brush: Brush, spans: Int32Array, columns: number): ReadonlyMap<number, Float64Array> {
  const { model, scale, left, right, strong } = brush;
  const fromMs = scale.ms(left);
  const toMs = scale.ms(right);
  const perMs = columns / (toMs - fromMs);
  const { start } = model.spans;
  const found = new Map<number, { readonly parts: Float64Array; readonly steps: Float64Array }>();
  for (const span of spans) {
    const startMs = start[span] ?? 0;
    const endMs = Math.min(model.spanEnd[span] ?? 0, toMs);
    if (endMs <= fromMs || startMs >= toMs || endMs <= startMs) continue;
    if (strong !== null && !strong(span)) continue;
    const look = lookAt(brush, span);
    let own = found.get(look);
    if (own === undefined) {
      own = { parts: new Float64Array(columns), steps: new Float64Array(columns + 1) };
      found.set(look, own);
    }
    const a = Math.max(0, (startMs - fromMs) * perMs);
    const b = Math.min(columns, (endMs - fromMs) * perMs);
    const first = Math.floor(a);
    const last = Math.min(columns - 1, Math.floor(b));
    if (first >= last) {
      if (first < columns) own.parts[first] = (own.parts[first] ?? 0) + (b - a);
      continue;
    }
    own.parts[first] = (own.parts[first] ?? 0) + (first + 1 - a);
    own.parts[last] = (own.parts[last] ?? 0) + (b - last);
    own.steps[first + 1] = (own.steps[first + 1] ?? 0) + 1;
    own.steps[last] = (own.steps[last] ?? 0) - 1;
  }
  return new Map(
    [...found].map(([look, { parts, steps }]) => {
      let sum = 0;
      return [
        look,
        parts.map((part, x) => {
          sum += steps[x] ?? 0;
          // Additions of parts leave a little: what is nearly a whole number is one.
          const value = part + sum;
          return Math.abs(value - Math.round(value)) < 1e-9 ? Math.round(value) : value;
        }),
      ];
    }),
  );
}
