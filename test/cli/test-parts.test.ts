/** The parts of `test`: which files it finds, what it calls an outcome, how it reports it. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { validateXML } from "xmllint-wasm";
import { exitCodes } from "../../src/cli/exit-codes.ts";
import type { Failure } from "../../src/cli/failures.ts";
import { discover } from "../../src/cli/test/discover.ts";
import { inOrder } from "../../src/cli/test/in-order.ts";
import type { GoldenVerdict, Played, TestAnswer } from "../../src/cli/test/job.ts";
import { junitXml } from "../../src/cli/test/junit.ts";
import { nameWidth, outcomeLines, sumLine } from "../../src/cli/test/lines.ts";
import { exitCodeOf, goldenToWrite, type Outcome, verdictOf } from "../../src/cli/test/outcome.ts";
import { plainPalette } from "../../src/report/palette.ts";

const strict = { update: false, allowChanges: false };

function played(more: Partial<Played> = {}): Played {
  return {
    is: "played",
    scenario: "x",
    seed: 1,
    events: 20,
    digest: "d".repeat(64),
    wallMs: 41,
    expectations: { held: 2, of: 2 },
    failures: [],
    bugs: [],
    golden: { is: "same" },
    details: [],
    warnings: [],
    scenarioDigest: "e".repeat(64),
    command: "holdfast run scenarios/x.yaml --seed 1 --check every",
    replay: null,
    capsule: null,
    hashes: null,
    ...more,
  };
}

const failure: Failure = {
  kind: "expectation",
  text: "by 11m: /postgres running 1",
  line: 16,
  seen: "running 0",
  time_ms: 660_000,
  events: ["3m21s  task.lost  /postgres on a-1: the agent was removed"],
};

const changed: GoldenVerdict = {
  is: "changed",
  text: "{}\n",
  change: {
    writtenBy: "0.1.0",
    first: null,
    values: [],
    digest: { was: "a".repeat(64), now: "d".repeat(64) },
  },
  first: "first difference at 4s1ms: reservation.made /db on a-2, was /db on a-1",
  values: ["task.lost 2, was 1"],
};

function outcome(name: string, answer: TestAnswer, more: Partial<Outcome> = {}, leniency = strict): Outcome {
  const differing = more.differing ?? null;
  const verdict = verdictOf(answer, differing, leniency);
  return { path: `scenarios/${name}.yaml`, name, verdict, answer, differing, written: null, ...more };
}

const wrong: TestAnswer = {
  is: "wrong",
  problems: [
    { file: "x.yaml", line: 2, column: 1, path: "a", message: "unknown", text: "x.yaml:2:1: a: unknown" },
  ],
};
const defect: TestAnswer = { is: "defect", text: "holdfast has a defect: boom" };
const differing = { seq: 7, first: "4s  task.lost", second: null };

describe("discovery", () => {
  let folder: string;
  const scenario = "name: x\nduration: 5m\n";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "holdfast-discover-"));
    const files: Readonly<Record<string, string>> = {
      "b.yaml": scenario,
      "a-10.yml": scenario,
      "a-2.yml": scenario,
      "flow.json": '{ "name": "x", "duration": "5m" }',
      "broken.yaml": "name: x\nduration: [5m\n",
      "app.json": '{ "id": "/x", "env": { "duration": "5m" } }',
      "study.yaml": "name: s\nscenario: b.yaml\n",
      "notes.txt": "duration: 5m\n",
      "b.golden.json": "{}",
      "gone.golden.json": "{}",
      "inner/c.yaml": scenario,
      ".hidden/d.yaml": scenario,
      "node_modules/e.yaml": scenario,
    };
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    mkdirSync(join(folder, "nothing"));
    symlinkSync("nowhere", join(folder, "lost.yaml"));
    symlinkSync(".", join(folder, "round"));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("finds what has duration at its top, in order, and passes over the rest", () => {
    const { found, problems, orphans } = discover([folder]);
    expect(found.map(({ name }) => name)).toEqual(["a-10", "a-2", "b", "broken", "flow", "inner/c"]);
    expect(problems).toEqual([]);
    expect(orphans.filter((path) => !path.includes("round"))).toEqual([join(folder, "gone.golden.json")]);
  });

  test("takes several paths, names them whole, and each file once", () => {
    const b = join(folder, "b.yaml");
    const { found } = discover([b, `${folder}/inner/`, b]);
    expect(found.map(({ name }) => name)).toEqual([join(folder, "b"), join(folder, "inner/c")]);
  });

  test("says what is no scenario, and where there is none", () => {
    const at = (name: string): string => join(folder, name);
    expect(discover([at("app.json"), at("missing"), at("nothing")]).problems).toEqual([
      `${at("app.json")}: no scenario (YAML or JSON with duration: at the top)`,
      `${at("missing")}: no such file or folder`,
    ]);
    expect(discover([at("nothing")]).problems).toEqual([
      `${at("nothing")}: no scenario is in it (YAML or JSON with duration: at the top)`,
    ]);
  });

  test("refuses two files that would share a golden file", () => {
    writeFileSync(join(folder, "inner/c.json"), '{ "name": "x", "duration": "5m" }');
    const [problem] = discover([join(folder, "inner")]).problems;
    expect(problem).toContain("has the golden file");
    rmSync(join(folder, "inner/c.json"));
  });
});

describe("verdicts and exit codes", () => {
  test.each<[string, TestAnswer, Outcome["verdict"], number]>([
    ["all holds", played(), "ok", exitCodes.ok],
    ["there is no golden file", played({ golden: { is: "none", text: "{}" } }), "ok", exitCodes.ok],
    ["a digest is another", played({ golden: changed }), "changed", exitCodes.failed],
    ["an expectation fails", played({ golden: changed, failures: [failure] }), "failed", exitCodes.failed],
    [
      "a golden file cannot be read",
      played({ golden: { is: "wrong", text: "{}", why: "is not valid JSON" } }),
      "wrong",
      exitCodes.wrongInput,
    ],
    ["a scenario is wrong", wrong, "wrong", exitCodes.wrongInput],
    ["holdfast fails", defect, "defect", exitCodes.defect],
  ])("where %s", (_what, answer, verdict, code) => {
    const one = outcome("x", answer);
    expect(one.verdict).toBe(verdict);
    expect(exitCodeOf([outcome("y", played()), one], strict)).toBe(code);
  });

  test("the gravest of all decides", () => {
    const all = [outcome("a", played({ failures: [failure] })), outcome("b", wrong)];
    expect(exitCodeOf(all, strict)).toBe(exitCodes.wrongInput);
    expect(exitCodeOf([...all, outcome("c", played(), { differing })], strict)).toBe(exitCodes.defect);
  });

  test("--allow-changes reports a change without failing, and a failure all the same", () => {
    const lenient = { ...strict, allowChanges: true };
    expect(exitCodeOf([outcome("a", played({ golden: changed }))], lenient)).toBe(exitCodes.ok);
    expect(exitCodeOf([outcome("a", played({ failures: [failure] }))], lenient)).toBe(exitCodes.failed);
  });

  test("--update writes what is new, changed or unreadable, and never a run that failed", () => {
    const updating = { ...strict, update: true };
    const written = (answer: TestAnswer): string | null =>
      goldenToWrite({ answer, verdict: verdictOf(answer, null, updating) });
    expect(written(played({ golden: { is: "none", text: "new" } }))).toBe("new");
    expect(written(played({ golden: changed }))).toBe("{}\n");
    expect(written(played({ golden: { is: "wrong", text: "again", why: "x" } }))).toBe("again");
    expect(written(played())).toBe(null);
    expect(written(played({ golden: changed, failures: [failure] }))).toBe(null);
    expect(goldenToWrite({ answer: played({ golden: changed }), verdict: "changed" })).toBe(null);
  });
});

describe("lines", () => {
  const layout = {
    palette: plainPalette,
    names: nameWidth(["short", "a-longer-name"]),
    width: 100,
    replays: false,
  };

  test("a good one is one line with its time", () => {
    expect(outcomeLines(outcome("short", played()), layout)).toEqual(["  ok       short            41 ms"]);
    const bare = played({ expectations: { held: 0, of: 0 } });
    expect(outcomeLines(outcome("short", bare), layout)[0]).toContain("41 ms  no expectations");
  });

  test("a failure says what was expected, seen, and when; its details stand below", () => {
    const answer = played({ failures: [failure], details: ["FAIL  more"] });
    const lines = [
      "  FAIL     short            41 ms  by 11m: /postgres running 1, seen running 0 at 11m",
      "",
      "  FAIL  more",
      "",
    ];
    expect(outcomeLines(outcome("short", answer), layout)).toEqual(lines);
    // Of several scenarios each has the command that plays it alone.
    expect(outcomeLines(outcome("short", answer), { ...layout, replays: true })).toEqual(
      lines.toSpliced(3, 0, "        replay holdfast run scenarios/x.yaml --seed 1 --check every"),
    );
  });

  test("a change is never cut: where the line has no room it stands below, with values and the writer", () => {
    const one = outcome("a-longer-name", played({ golden: changed }));
    expect(outcomeLines(one, { ...layout, width: 80 })).toEqual([
      "  CHANGED  a-longer-name    41 ms",
      "      first difference at 4s1ms: reservation.made /db on a-2, was /db on a-1",
      "      task.lost 2, was 1",
      "      golden file written by holdfast 0.1.0",
    ]);
  });

  test("wrong input has its located lines, a second play both of its events", () => {
    expect(outcomeLines(outcome("short", wrong), layout)).toEqual([
      "  WRONG    short                   1 problem",
      "      x.yaml:2:1: a: unknown",
    ]);
    const text = outcomeLines(outcome("short", played(), { differing }), layout).join("\n");
    expect(text).toContain("DIFFERS  short            41 ms  event 7 differs in a second play");
    expect(text).toContain("first play   4s  task.lost");
    expect(text).toContain("TZ=Pacific/Chatham");
  });

  test("the sum counts each kind, and what has no golden file", () => {
    const outcomes = [
      outcome("a", played()),
      outcome("b", played({ golden: { is: "none", text: "{}" } })),
      outcome("c", played({ golden: changed })),
      outcome("d", wrong),
    ];
    expect(sumLine(outcomes, 3141, plainPalette)).toBe(
      "2 ok, 1 changed, 1 wrong (1 without a golden file) in 3.1 s",
    );
    expect(sumLine([], 12, plainPalette)).toBe("nothing played in 12 ms");
  });
});

describe("JUnit", () => {
  const outcomes = [
    outcome("failures/a", played()),
    outcome("failures/b", played({ failures: [failure] })),
    outcome("failures/c", played({ golden: changed })),
    outcome("other/d", wrong),
    outcome("other/e", { is: "defect", text: 'boom <&> "\u0007" \u{1f4a5}' }),
    outcome("other/f", played(), { differing }),
  ];
  const startedAt = new Date("2026-01-02T03:04:05.678Z");
  const xml = junitXml(outcomes, strict, startedAt);

  test("keeps to the schema of Ant, the strictest of those published", async () => {
    const schema = readFileSync(join(import.meta.dirname, "junit.xsd"), "utf8");
    const check = (contents: string) =>
      validateXML({ xml: [{ fileName: "junit.xml", contents }], schema: [schema] });
    expect((await check(xml)).errors).toEqual([]);
    expect((await check(junitXml([], strict, startedAt))).errors).toEqual([]);
    expect((await check(xml.replace('time="0.041"', 'time="soon"'))).valid).toBe(false);
  });

  test("has a suite for each folder, with its counts, and a case for each scenario", () => {
    const suites = [
      ...xml.matchAll(/<testsuite name="([^"]+)".*tests="(\d)" failures="(\d)" errors="(\d)"/g),
    ];
    expect(suites.map(([, ...counts]) => counts)).toEqual([
      ["scenarios/failures", "3", "2", "0"],
      ["scenarios/other", "3", "0", "3"],
    ]);
    expect(xml).toContain('<testcase name="a" classname="scenarios.failures" time="0.041"/>');
    expect(xml).toContain('timestamp="2026-01-02T03:04:05"');
  });

  test("a failure carries what was expected and seen, its line, and the events that led there", () => {
    expect(xml).toContain(
      '<failure type="failed" message="by 11m: /postgres running 1, seen running 0 at 11m">' +
        "scenarios/failures/b.yaml\nscenarios/failures/b.yaml:16: by 11m: /postgres running 1, seen running 0 at 11m\n" +
        "  3m21s  task.lost  /postgres on a-1: the agent was removed</failure>",
    );
  });

  test("text is escaped, and what XML cannot hold is replaced", () => {
    expect(xml).toContain("boom &lt;&amp;&gt; &quot;\ufffd&quot; \u{1f4a5}");
  });

  test("a change that is allowed is no failure", () => {
    expect(junitXml(outcomes, { ...strict, allowChanges: true }, startedAt)).not.toContain('type="changed"');
  });
});

describe("work side by side", () => {
  test("begins in order, at most so many at once, and keeps the order of results", async () => {
    let running = 0;
    let most = 0;
    const begun: number[] = [];
    const ends: (() => void)[] = [];
    const { results } = inOrder([0, 1, 2, 3], 2, async (item) => {
      begun.push(item);
      most = Math.max(most, ++running);
      await new Promise<void>((resolve) => ends.push(resolve));
      running--;
      return item * 10;
    });
    expect(begun).toEqual([0, 1]);
    // The second is ready first: the third begins.
    ends[1]?.();
    expect(await results[1]).toBe(10);
    expect(begun).toEqual([0, 1, 2]);
    ends[0]?.();
    await results[0];
    for (const end of ends) end();
    await results[2];
    for (const end of ends) end();
    expect(await Promise.all(results)).toEqual([0, 10, 20, 30]);
    expect(most).toBe(2);
  });

  test("begins nothing after it was stopped", async () => {
    const begun: number[] = [];
    const { results, stop } = inOrder([0, 1, 2], 1, async (item) => {
      begun.push(item);
      return item;
    });
    stop();
    expect(await results[0]).toBe(0);
    await new Promise((resume) => setImmediate(resume));
    expect(begun).toEqual([0]);
  });
});
