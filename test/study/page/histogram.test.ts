/** Bars of a histogram stand at the values that they count. */

import { expect, test } from "vitest";
import { histogramSvg } from "../../../src/study/page/histogram.ts";

/** Where the middle of each bar is, and where each tick. */
function placesOf(svg: string): { bars: readonly number[]; ticks: ReadonlyMap<string, number> } {
  const bars = [...svg.matchAll(/<rect [^>]*x="([\d.]+)"[^>]*width="([\d.]+)"/g)].map(
    ([, x, width]) => Number(x) + Number(width) / 2,
  );
  const labels = svg.matchAll(/<text x="([\d.]+)"[^>]*text-anchor="middle"[^>]*>(\d+)<\/text>/g);
  return { bars, ticks: new Map([...labels].map(([, x, label]) => [label ?? "", Number(x)])) };
}

test("the least, the greatest and those between", () => {
  const rows = [1, 3, 8].map((value) => ({ name: String(value), values: [value, value] }));
  const { bars, ticks } = placesOf(histogramSvg("agents", rows, "whole"));
  expect(bars).toHaveLength(3);
  // Forty bars for seven steps: each is less than a tenth of a step off.
  const step = (ticks.get("8") ?? 0) - (ticks.get("7") ?? 0);
  [1, 3, 8].forEach((value, i) => {
    const off = Math.abs((bars[i] ?? 0) - (ticks.get(String(value)) ?? 0));
    expect(off / step, `of ${value}`).toBeLessThan(0.1);
  });
});

test("values that are all the same", () => {
  const { bars, ticks } = placesOf(histogramSvg("agents", [{ name: "", values: [4, 4, 4] }], "whole"));
  expect(bars).toHaveLength(1);
  expect(Math.abs((bars[0] ?? 0) - (ticks.get("4") ?? 0))).toBeLessThan(1);
});
