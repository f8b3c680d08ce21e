/** From the project's own history, whose truth is known, back to that truth; and what is made of it. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { plainPalette } from "../../../src/report/palette.ts";
import { loadScenario } from "../../../src/scenario/load.ts";
import { faultsBlock, roundedMs, significant } from "../../../src/study/fit/faults-block.ts";
import { type Fit, type FitOptions, fitHistory } from "../../../src/study/fit/fit.ts";
import { plotSvg } from "../../../src/study/fit/plot-svg.ts";
import { plotSize, symbols } from "../../../src/study/fit/plot-text.ts";
import { type HistoryOptions, readHistory } from "../../../src/study/fit/read-history.ts";
import { fitLines } from "../../../src/study/fit/report-text.ts";
import { verify } from "../../../src/study/fit/verify.ts";
import { verificationLines } from "../../../src/study/fit/verify-text.ts";
import { histories, historyOf } from "./seeded-history.ts";

const never = (): Promise<boolean> => Promise.resolve(false);
const minute = 60_000;
const day = 1440 * minute;

const columns: HistoryOptions = {
  agent: null,
  failed: null,
  recovered: null,
  down: null,
  cluster: null,
  group: null,
  where: [],
  agents: 30,
  from: null,
  to: null,
};

const usual: FitOptions = { windowMs: 2 * minute, new: true, every: null, recovers: null };

async function fitOf(
  text: string,
  read: Partial<HistoryOptions>,
  options: Partial<FitOptions> = {},
): Promise<Fit> {
  const result = readHistory("f.csv", text, { ...columns, ...read });
  if (!result.ok) throw new Error(result.problems.map(String).join("\n"));
  const fit = await fitHistory(result.history, { ...usual, ...options }, never);
  if (fit === null || "problem" in fit) throw new Error(fit?.problem);
  return fit;
}

const yaml = join(histories, "three-racks.yaml");
const csv = readFileSync(join(histories, "three-racks.csv"), "utf8");
const year = { from: "2025-01-01", to: "2026-01-01" };

/** Of the law that was chosen, by name. */
function parameters(times: Fit["up"]): Readonly<Record<string, number>> {
  return Object.fromEntries(times.chosen.parameters.map(({ name, value }) => [name, value]));
}

describe("what agents do is found again", () => {
  // The truth: Weibull 20 d, 0.7; lognormal 20 min, 1; a tenth of the failures take two others along; each rack fails
  // every 90 d, for lognormal 2 h, 0.5. A year of 30 agents has about 30 * 365 / (25.3 * 1.2) = 430 occasions, of which
  // 43 are bursts, and 12 failures of racks. So the standard deviations of one year's estimates are about: shape
  // 0.78 * 0.7 / sqrt(430) = 0.026; scale 1.05 * 20 d / 0.7 / sqrt(430) = 1.45 d; sigma 1 / sqrt(2 * 520) = 0.031;
  // median 20 min * 1 / sqrt(520) = 0.88 min; share sqrt(0.1 * 0.9 / 430) = 0.0145; rack failures sqrt(12) / 12 = 29 %.
  const years = 6;
  const within = (values: readonly number[], truth: number, sd: number): void => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    // Three standard deviations of the mean.
    expect(Math.abs(mean - truth)).toBeLessThan((3 * sd) / Math.sqrt(values.length));
  };

  test.each([
    ["new agents, from their first day", true, 0],
    ["agents that have run for a year, of unknown ages", false, 365],
  ] as const)("%s", async (_, isNew, fromDays) => {
    const fits: Fit[] = [];
    for (let seed = 1; seed <= years; seed++) {
      const span = { fromMs: fromDays * day, durationMs: (fromDays + 365) * day, seed };
      const observed = isNew ? year : { from: "2026-01-01", to: "2027-01-01" };
      fits.push(await fitOf(historyOf(yaml, span), observed, { new: isNew }));
    }
    expect(fits.map(({ up, down }) => `${up.chosen.law.name} ${down.chosen.law.name}`)).toEqual(
      Array.from({ length: years }, () => "weibull lognormal"),
    );
    const up = fits.map((fit) => parameters(fit.up));
    const down = fits.map((fit) => parameters(fit.down));
    within(
      up.map(({ shape = 0 }) => shape),
      0.7,
      0.026,
    );
    within(
      up.map(({ scale = 0 }) => scale / day),
      20,
      1.45,
    );
    within(
      down.map(({ median = 0 }) => median / minute),
      20,
      0.88,
    );
    within(
      down.map(({ sigma = 0 }) => sigma),
      1,
      0.031,
    );
    expect(fits.map(({ bursts }) => bursts?.size)).toEqual(Array.from({ length: years }, () => 3));
    within(
      fits.map(({ bursts }) => bursts?.share ?? 0),
      0.1,
      0.0145,
    );
    within(
      fits.map(({ groupFailures }) => Math.log((groupFailures?.meanMs ?? 0) / day)),
      Math.log(90),
      0.29,
    );
    // Half or more of a rack is a rack's failure, and hardly anything else is.
    for (const { groups, groupFailures } of fits)
      expect(groups?.asOne).toHaveLength(groupFailures?.failures ?? 0);
    // What the model gives in the long run is what was seen, to a few per cent.
    for (const { perYear } of fits) expect(perYear.model / perYear.seen).toBeCloseTo(1, 1);
  });

  test("without the rack's column a rack's failures are bursts", async () => {
    const plain = csv.replaceAll(/^[^,]+,/gm, "");
    const { groups, groupFailures, together, bursts } = await fitOf(plain, year);
    expect([groups, groupFailures, together.largest, bursts?.largest]).toEqual([null, null, 10, 10]);
  });

  test("agents that fail alone need no together:", async () => {
    // 40 failures of 40 agents, one each, 100 h apart and more.
    const rows = Array.from(
      { length: 40 },
      (_, i) => `n${i},${i * 100 + ((i * 37) % 50)}h,${10 + ((i * 7) % 30)}m`,
    );
    // A row that stands there twice is one failure.
    const fit = await fitOf(`agent,at,recovers\n${[...rows, rows[0]].join("\n")}\n`, { agents: 40 });
    expect([fit.together.bursts, fit.bursts]).toEqual([0, null]);
    expect(block(fit)).not.toContain("together");
    const lines = fitLines(fit, "f.csv", plainPalette);
    expect(lines).toContain("note   1 row begins while its agent is down already: part of that outage");
    expect(lines).toContain("together   no failure came within 2m of another");
  });

  test("nor do those that meet by chance", async () => {
    // Every 90 s one of 50 agents fails: within two minutes of the one before, all of them.
    const rows = Array.from({ length: 50 }, (_, i) => `n${i},${i * 90}s,20m`);
    const fit = await fitOf(`agent,at,recovers\n${rows.join("\n")}\n`, { agents: 50, from: "0s", to: "2h" });
    expect([fit.together.bursts, fit.bursts]).toEqual([1, null]);
  });
});

const block = (fit: Fit, about: readonly string[] = []): string =>
  faultsBlock(fit, { do: "agent.crash", groupAttribute: "rack", about });

describe("the faults", () => {
  test("are what a scenario takes, and say what was found", async () => {
    const fit = await fitOf(csv, year);
    const text = [
      "name: pasted",
      "duration: 30d",
      "agents:",
      "  - { id: a, resources: { cpus: 1, mem: 64 }, attributes: { rack: r1 } }",
      block(fit, ["from three-racks.csv"]),
    ].join("\n");
    const loaded = loadScenario("pasted.yaml", {
      read: () => ({ ok: true, text }),
      resolve: (_from, path) => path,
    });
    expect(loaded).toMatchObject({ ok: true });
    if (!loaded.ok) return;
    const [own, racks] = loaded.scenario.faults;
    expect(own).toMatchObject({
      kind: "random",
      do: "agent.crash",
      agents: { by: "all" },
      every: { kind: "weibull", shape: expect.closeTo(parameters(fit.up)["shape"] ?? 0, 3) },
      recovers: { kind: "lognormal" },
      per: null,
      together: { size: 3, share: expect.closeTo(fit.bursts?.share ?? 0, 3) },
    });
    expect(racks).toMatchObject({ per: "rack", every: { kind: "exponential" }, together: null });
  });

  test("take the law that is asked for", async () => {
    const fit = await fitOf(csv, year, { every: "exponential", recovers: "weibull" });
    expect(block(fit)).toMatch(
      /every: \{ exponential: \{ mean: \S+ \} \}\n {4}recovers: \{ weibull: \{ scale: \S+, shape: \S+ \} \}/,
    );
    // The best stays first in the table.
    expect(fit.up.candidates[0]?.law.name).toBe("weibull");
  });

  test("stay within what a scenario may say, and say so", async () => {
    const fit = await fitOf(csv, year);
    const [scale, shape] = fit.up.chosen.parameters;
    if (scale === undefined || shape === undefined) throw new Error("Weibull has two parameters");
    // 150 years.
    const distribution = { kind: "weibull", scaleMs: 150 * 365 * day, shape: 0.5 } as const;
    const chosen = {
      ...fit.up.chosen,
      law: { ...fit.up.chosen.law, distribution },
      parameters: [{ ...scale, value: distribution.scaleMs }, shape],
    };
    const text = block({ ...fit, up: { ...fit.up, chosen } });
    expect(text).toMatch(/^# A time below is cut at a hundred years/);
    expect(text).toContain("every: { weibull: { scale: 36500d, shape: 0.5 } }");
  });

  test("name a group's attribute as attributes can be named", async () => {
    const fit = await fitOf(csv, year);
    const named = (groupAttribute: string): string =>
      faultsBlock(fit, { do: "agent.crash", groupAttribute, about: [] });
    expect(named("room-2")).toContain("    per: room-2\n");
    expect(named("the room")).toContain("    per: group\n");
    expect(named("true")).toContain("    per: group\n");
  });

  test("round times to three digits and more, and numbers to what is asked", () => {
    expect([25.456 * day, 400.2 * day, 22.0061 * minute, 1234, 250_400].map(roundedMs)).toEqual([
      25 * day + 11 * 60 * minute,
      400 * day,
      22 * minute,
      1234,
      250_000,
    ]);
    expect([significant(0.123456, 3), significant(1200, 2), significant(0.1, 4)]).toEqual([
      "0.123",
      "1200",
      "0.1",
    ]);
  });
});

test("too little to fit is said", async () => {
  const few = readHistory("f.csv", "agent,at,recovers\na,1h,1m\nb,2h,1m\n", { ...columns, agents: 2 });
  if (!few.ok) throw new Error("it is right");
  expect(await fitHistory(few.history, usual, never)).toEqual({
    problem: "2 failures cannot be fitted; it takes at least 5",
  });
  const endless = readHistory(
    "f.csv",
    `agent,at,recovers\n${"abcdefg"
      .split("")
      .map((name, i) => `${name},${i + 1}h,`)
      .join("\n")}\n`,
    {
      ...columns,
      agents: 9,
      to: "1d",
    },
  );
  if (!endless.ok) throw new Error("it is right");
  expect(await fitHistory(endless.history, usual, never)).toEqual({
    problem: "too few failures have an end (when the agent was back); it takes at least 5",
  });
});

test("who does not want to wait any longer gets nothing", async () => {
  const read = readHistory("f.csv", csv, { ...columns, ...year });
  if (!read.ok) throw new Error("it is wrong");
  expect(await fitHistory(read.history, usual, () => Promise.resolve(true))).toBeNull();
  expect(
    await verify(read.history, { fit: usual, seed: 1, runs: 1 }, () => Promise.resolve(true)),
  ).toBeNull();
});

describe("for people", () => {
  test("the report says which law, how well, and what it means", async () => {
    const fit = await fitOf(csv, year);
    const text = fitLines(fit, "f.csv", plainPalette).join("\n");
    expect(text).toContain("f.csv   803 failures of 30 agents, 2025-01-01 to 2026-01-01");
    expect(text).toMatch(/^\* {2}Weibull +scale \S+ \(\S+ to \S+\), shape 0\.\d+ \(0\.\d+ to 0\.\d+\) /m);
    expect(text).toMatch(/The Weibull law is close: data and curve never differ by more than [\d.]+ %/);
    expect(text).toContain("the longer one is up, the safer it is");
    expect(text).toContain("r1: 21 bursts, 7 of half or more of its 10 agents");
    for (const line of text.split("\n")) expect(line.length).toBeLessThanOrEqual(150);
  });

  test("the plot falls from 100 % to 0 %, and its symbols are where data and law are", async () => {
    const fit = await fitOf(csv, year);
    const rows = fitLines(fit, "f.csv", plainPalette).filter((line) => /^(\s*\d+ %| {6}) \|/.test(line));
    // Two plots.
    expect(rows).toHaveLength(2 * plotSize.rows);
    const first = rows.slice(0, plotSize.rows).map((line) => line.slice(8).padEnd(plotSize.columns));
    const height = (symbol: string, x: number): number =>
      first.findIndex((row) => row[x] === symbol || row[x] === symbols.both);
    for (let x = 0; x < plotSize.columns; x++) {
      expect(Math.abs(height(symbols.data, x) - height(symbols.law, x))).toBeLessThanOrEqual(1);
      if (x > 0) expect(height(symbols.data, x)).toBeGreaterThanOrEqual(height(symbols.data, x - 1));
    }
    expect([height(symbols.data, 0), height(symbols.data, plotSize.columns - 1)]).toEqual([
      0,
      plotSize.rows - 1,
    ]);
  });

  test("the picture is well-formed and has every law in both panels", async () => {
    const svg = plotSvg(await fitOf(csv, year), "a <b> & c");
    expect(svg).toContain("<title>a &lt;b&gt; &amp; c</title>");
    expect(svg.match(/<polyline /g)).toHaveLength(6);
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    const open = [...svg.matchAll(/<([a-z]+)(?: [^>]*[^/])?>/g)].map(([, name]) => name);
    const closed = [...svg.matchAll(/<\/([a-z]+)>/g)].map(([, name]) => name);
    expect(open.sort()).toEqual(closed.sort());
  });
});

test("fitted to half a year, the simulator gives the other half", async () => {
  const read = readHistory("f.csv", csv, { ...columns, ...year });
  if (!read.ok) throw new Error("it is wrong");
  const found = await verify(read.history, { fit: usual, seed: 1, runs: 12 }, never);
  if (found === null || "problem" in found) throw new Error(found?.problem);
  expect(found.warmUpMs).toBe(182.5 * day);
  const by = new Map(found.comparisons.map((comparison) => [comparison.figure, comparison]));
  // Half a year has about 370 failures of 30 agents: 0.0678 a day, known to 1 / sqrt(370 / 1.7) = 7 %, since every
  // failure takes 0.7 others along in the mean. Simulated and seen agree within three of these, and so on.
  const rate = by.get("failuresPerAgentDay");
  expect((rate?.simulated.mean ?? 0) / (rate?.held ?? 1)).toBeGreaterThan(0.75);
  expect((rate?.simulated.mean ?? 0) / (rate?.held ?? 1)).toBeLessThan(1.3);
  expect(by.get("burstLargest")).toMatchObject({ fitted: 10, held: 10 });
  expect(by.get("burstLargest")?.simulated.mean).toBeGreaterThanOrEqual(10);
  // Each of nine figures is outside of 12 runs by chance with probability 2 / 13.
  const within = found.comparisons.filter(({ verdict }) => verdict === "as simulated");
  expect(within.length).toBeGreaterThanOrEqual(6);
  const text = verificationLines(found, plainPalette).join("\n");
  expect(text).toContain(
    "fitted to 2025-01-01 to 2025-07-02T12:00Z, compared with 2025-07-02T12:00Z to 2026-01-01 (30 agents)",
  );
});
