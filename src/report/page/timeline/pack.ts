/** Puts things that do not overlap into one lane: an app's instances, the tasks of an agent. */

import type { Model } from "../data/model.ts";

/** Lanes of spans in order of start; each entity is whole in one lane, in the first that is free when it begins. */
export function packed(model: Model, entities: readonly number[]): readonly Int32Array[] {
  const things = entities
    .map((entity) => model.spansOf(entity))
    .filter((spans) => spans.length > 0)
    .map((spans) => ({
      spans,
      fromMs: model.startOf(spans[0] ?? 0),
      toMs: model.spanEnd[spans.at(-1) ?? 0] ?? 0,
    }))
    .sort((a, b) => a.fromMs - b.fromMs);
  const lanes: { toMs: number; readonly parts: Int32Array[] }[] = [];
  for (const { spans, fromMs, toMs } of things) {
    let lane = lanes.find((each) => each.toMs <= fromMs);
    if (lane === undefined) {
      lane = { toMs, parts: [] };
      lanes.push(lane);
    }
    lane.toMs = toMs;
    lane.parts.push(spans);
  }
  return lanes.map(({ parts }) => together(parts));
}

/** Parts one after the other. */
export function together(parts: readonly Int32Array[]): Int32Array {
  const [only] = parts;
  if (parts.length === 1 && only !== undefined) return only;
  const all = new Int32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
