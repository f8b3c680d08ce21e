/** The strip: one character for each equal part of the run. */

import { expect, test } from "vitest";
import type { AppRecord, Phase } from "../../src/report/app-states.ts";
import { plainPalette } from "../../src/report/palette.ts";
import { paintedStrip, Strip, symbolOf } from "../../src/report/strip.ts";

test("each cell shows the state that fills it", () => {
  const strip = new Strip(1000, 10);
  strip.set(100, "-");
  strip.set(300, "#");
  strip.set(700, ".");
  strip.set(900, "#");
  expect(strip.text(1000)).toBe(" --####..#");
});

test("a short trouble is seen in its cell from a tenth of it on", () => {
  const strip = new Strip(1000, 10);
  strip.set(0, "#");
  strip.set(150, "-");
  strip.set(160, "#");
  strip.set(350, "-");
  strip.set(359, "#");
  expect(strip.text(1000)).toBe("#-########");
});

test("what is to be noticed goes before what lasts", () => {
  const strip = new Strip(100, 1);
  for (const [i, symbol] of (["#", ".", "-", "~"] as const).entries()) strip.set(i * 10, symbol);
  strip.set(40, "#");
  expect(strip.text(100)).toBe("~");
});

test("two seconds do not make the minute of an hour's strip", () => {
  const strip = new Strip(3_600_000, 60);
  strip.set(0, "#");
  strip.set(600_000, "~");
  strip.set(602_000, "#");
  expect(strip.text(3_600_000)).toBe("#".repeat(60));
});

test("a run that was cut short leaves the rest empty", () => {
  const strip = new Strip(100, 4);
  strip.set(0, "#");
  expect(strip.text(50)).toBe("##  ");
});

function app(more: Partial<AppRecord>, phases: Partial<Record<Phase, number>> = {}): AppRecord {
  const none = { reserving: 0, staging: 0, running: 0, ended: 0, suspended: 0, gone: 0 };
  const base = {
    framework: "m",
    id: "/db",
    exists: true,
    life: 1,
    wanted: 1,
    alive: 0,
    volumes: 0,
    attached: 0,
  };
  return { ...base, phases: { ...none, ...phases }, ...more };
}

test.each([
  ["what is wanted is alive", app({ alive: 1 }), "#"],
  ["only some are alive", app({ wanted: 3, alive: 2 }, { suspended: 1 }), "="],
  ["one is being reserved", app({}, { reserving: 1, suspended: 1 }), "~"],
  ["one is being staged", app({}, { staging: 1, suspended: 1 }), "-"],
  ["one is suspended", app({}, { suspended: 1 }), "."],
  ["nothing is under way", app({}), "-"],
  ["a task is believed to run and does not", app({}, { running: 1 }), "-"],
  ["none is wanted and one is suspended", app({ wanted: 0 }, { suspended: 1 }), "."],
  ["none is wanted and one is still alive", app({ wanted: 0, alive: 1 }), "#"],
  ["none is wanted and nothing is left", app({ wanted: 0 }), " "],
  ["the app is destroyed", app({ exists: false, wanted: 0, alive: 1 }), " "],
])("%s", (_title, record, symbol) => {
  expect(symbolOf(record)).toBe(symbol);
});

test("in colours each stretch of one state is painted once, and the characters stay", () => {
  const role = (name: string) => (text: string) => `<${name} ${text}>`;
  const palette = { ...plainPalette, good: role("good"), bad: role("bad"), warn: role("warn") };
  expect(paintedStrip("  ~--##=..", palette)).toBe("  <warn ~><bad --><good ##><warn =><bad ..>");
  expect(paintedStrip("  ~--##=..", plainPalette)).toBe("  ~--##=..");
});
