/** Histories are read from the columns that such files have, and each mistake in them is found at its cell. */

import { describe, expect, test } from "vitest";
import { formatIssue } from "../../../src/scenario/issue.ts";
import type { History } from "../../../src/study/fit/history.ts";
import { formatInstant, parseInstant } from "../../../src/study/fit/instants.ts";
import { type HistoryOptions, readHistory } from "../../../src/study/fit/read-history.ts";

const defaults: HistoryOptions = {
  agent: null,
  failed: null,
  recovered: null,
  down: null,
  cluster: null,
  group: null,
  where: [],
  agents: null,
  from: null,
  to: null,
};

function read(text: string, options: Partial<HistoryOptions> = {}): History {
  const result = readHistory("f.csv", text, { ...defaults, ...options });
  if (!result.ok) throw new Error(result.problems.map(String).join("\n"));
  return result.history;
}

function problems(text: string, options: Partial<HistoryOptions> = {}): readonly string[] {
  const result = readHistory("f.csv", text, { ...defaults, ...options });
  if (result.ok) throw new Error("it is right");
  return result.problems.map((each) => (typeof each === "string" ? each : formatIssue(each)));
}

const minute = 60_000;
const hour = 60 * minute;

describe("a history of the usual columns", () => {
  const text = `system,nodes_in_system,node,failed_at,repaired_at,cause
2,49,0,2005-06-21T10:54Z,2005-06-21T11:00Z,hardware
2,49,0,2005-06-21T10:58Z,2005-06-21T11:30Z,software
2,49,7,2005-06-21T12:00Z,,hardware
3,16,0,2005-07-01T00:00Z,2005-07-01T01:00Z,hardware
`;
  const start = Date.UTC(2005, 5, 21, 10, 54);

  test("names of columns may have capitals, and blanks around them", () => {
    const named = text.replace("node,failed_at,repaired_at", " Node , Failed_At,REPAIRED_AT");
    expect(read(named)).toEqual(read(text));
  });

  test("clusters have their agents and their time, and outages that overlap are one", () => {
    const { clusters, outages, counts, resolutionMs, clock } = read(text);
    expect(clusters).toEqual([
      { name: "2", agents: 49, fromMs: start, toMs: start + 66 * minute, beginsWithFailure: true },
      {
        name: "3",
        agents: 16,
        fromMs: Date.UTC(2005, 6, 1),
        toMs: Date.UTC(2005, 6, 1, 1),
        beginsWithFailure: true,
      },
    ]);
    // 10:54 to 11:00 and 10:58 to 11:30 of one node: from 10:54 to 11:30. What fails at the very end was not seen down.
    expect(
      outages.map(({ agent, cluster, failedMs, recoveredMs }) => [
        agent,
        cluster,
        failedMs - start,
        recoveredMs,
      ]),
    ).toEqual([
      ["0", 0, 0, start + 36 * minute],
      ["0", 1, Date.UTC(2005, 6, 1) - start, Date.UTC(2005, 6, 1, 1)],
    ]);
    expect(counts).toEqual({ rows: 4, filtered: 0, merged: 1, outside: 1, endless: 0 });
    expect([resolutionMs, clock]).toEqual([minute, "calendar"]);
  });

  test("conditions take rows, and the ends of the observation may be said", () => {
    const history = read(text, { where: [["system", "2"]], from: "2005-06-21", to: "2005-06-22" });
    expect(history.clusters).toEqual([
      {
        name: "2",
        agents: 49,
        fromMs: Date.UTC(2005, 5, 21),
        toMs: Date.UTC(2005, 5, 22),
        beginsWithFailure: false,
      },
    ]);
    expect(history.outages.map(({ agent, recoveredMs }) => [agent, recoveredMs === null])).toEqual([
      ["0", false],
      ["7", true],
    ]);
    expect(history.counts.filtered).toBe(1);
  });

  test("agents of equal names in different clusters are different", () => {
    expect(read(text, { where: [["cause", "hardware"]], to: "2006-01-01" }).outages).toHaveLength(3);
  });
});

test("a recorded history of a scenario is one too: durations since the start", () => {
  const { outages, clock, clusters } = read("agent,at,recovers\na-1,1h,10m\na-2,3h,\na-1,4h,30m\n", {
    agents: 5,
  });
  expect(clock).toBe("run");
  expect(clusters).toEqual([
    { name: "", agents: 5, fromMs: hour, toMs: 4.5 * hour, beginsWithFailure: true },
  ]);
  expect(outages.map(({ agent, failedMs, recoveredMs }) => [agent, failedMs, recoveredMs])).toEqual([
    ["a-1", hour, hour + 10 * minute],
    ["a-2", 3 * hour, null],
    ["a-1", 4 * hour, 4.5 * hour],
  ]);
});

test("any columns, quoted and in any order; agents of several columns; lengths in place of ends", () => {
  const text = `begin;,"took, all in",host,slot,room\n2024-02-29 23:59:30,1h,h1,0,x\n2024-03-01,90m,h1,1,x\n`;
  const { outages } = read(text.replace("begin;", "begin"), {
    agent: "host,slot",
    failed: "begin",
    down: "took, all in",
    group: "room",
  });
  expect(outages).toEqual([
    {
      agent: "h1/0",
      cluster: 0,
      group: "x",
      failedMs: Date.UTC(2024, 1, 29, 23, 59, 30),
      recoveredMs: Date.UTC(2024, 2, 1, 0, 59, 30),
    },
    {
      agent: "h1/1",
      cluster: 0,
      group: "x",
      failedMs: Date.UTC(2024, 2, 1),
      recoveredMs: Date.UTC(2024, 2, 1, 1, 30),
    },
  ]);
});

test("an outage without an end, and another of the same agent after it", () => {
  const { counts, outages } = read("node,failed_at,repaired_at\na,1h,\na,5h,6h\n");
  expect(counts.endless).toBe(1);
  expect(outages).toHaveLength(2);
});

test.each([
  ["2005-06-21T10:54Z", Date.UTC(2005, 5, 21, 10, 54)],
  ["2005-06-21 10:54:30.250", Date.UTC(2005, 5, 21, 10, 54, 30, 250)],
  ["2005-06-21T12:54+02:00", Date.UTC(2005, 5, 21, 10, 54)],
  ["2005-06-21T05:24-0530", Date.UTC(2005, 5, 21, 10, 54)],
  ["2005-06-21", Date.UTC(2005, 5, 21)],
  ["1d12h", 36 * hour],
])("%s is an instant", (text, ms) => {
  expect(parseInstant(text)?.ms).toBe(ms);
});

test.each([
  "2005-04-31",
  "2005-13-01",
  "21.06.2005",
  "2005-06-21T24:00Z",
  "10:54",
  "1119351240",
  "2005-06-21T10:54+25:00",
])("%s is none", (text) => {
  expect(parseInstant(text)).toBeUndefined();
});

test("instants are written so that they can be read again", () => {
  for (const text of ["2005-06-21T10:54Z", "2005-06-21", "1d12h"]) {
    const { ms, clock } = parseInstant(text) ?? { ms: 0, clock: "run" };
    expect(formatInstant(ms, clock)).toBe(text);
  }
});

describe("wrong files", () => {
  test("each bad cell at its line and column, all at once", () => {
    const text = `node,failed_at,repaired_at
a,2005-06-21T10:54Z,2005-06-21T11:00Z
,2005-06-21T10:54Z,2005-06-21T11:00Z
"b, c", 21 June 2005 ,2005-06-21T11:00Z
d,2005-06-21T10:54Z,2005-06-21T10:00Z
e,2005-06-21T10:54Z
f,3h,
g,2005-06-21T10:54Z,soon
`;
    expect(problems(text)).toEqual([
      "f.csv:3:1: node: is empty; expected an agent",
      'f.csv:4:9: failed_at: "21 June 2005" is not a time (such as 2005-06-21T10:54Z, 2005-06-21 10:54:30, 2005-06-21 or 12d4h)',
      'f.csv:5:21: repaired_at: "2005-06-21T10:00Z" is before the failure',
      'f.csv:7:3: failed_at: "3h" is a duration since the start; rows above have a date',
      'f.csv:8:21: repaired_at: "soon" is not a time (such as 2005-06-21T10:54Z, 2005-06-21 10:54:30, 2005-06-21 or 12d4h)',
    ]);
  });

  test("a whole column that is wrong does not fill the screen", () => {
    const rows = Array.from({ length: 500 }, (_, i) => `n${i},yesterday`);
    const found = problems(`node,failed_at\n${rows.join("\n")}\n`);
    expect(found).toHaveLength(21);
    expect(found.at(-1)).toBe("and 480 more like these");
  });

  test("columns that nobody knows, with those that are there", () => {
    expect(problems("a,b\n1,2\n")).toEqual([
      "f.csv:1:1: which column says which agent failed? none of node, agent, host, hostname, machine is there (it has a, b); name it with --agent COLUMN",
      "f.csv:1:1: which column says when it failed? none of failed_at, at, failed, down_at is there (it has a, b); name it with --failed COLUMN",
    ]);
    expect(problems("node,failed_at\n", { group: "rak", where: [["nod", "1"]] })).toEqual([
      "--group: f.csv has no column called rak; it has node, failed_at",
      "--where: f.csv has no column called nod; did you mean node?",
    ]);
    expect(problems("node,node\n")).toEqual(["f.csv:1:6: node: two columns are called node"]);
  });

  test("cells that semicolons or tabs separate, as spreadsheets of many countries write them", () => {
    expect(problems("node;failed_at;repaired_at\na;1h;2h\n")).toEqual([
      "f.csv:1:1: cells are separated by semicolons; commas are expected",
    ]);
    expect(problems("node\tfailed_at\na\t1h\n")).toEqual([
      "f.csv:1:1: cells are separated by tabs; commas are expected",
    ]);
  });

  test("an observation that ends before it begins", () => {
    const text = "node,failed_at\na,1h\na,3h\n";
    expect(problems(text, { from: "5h", to: "2h" })).toEqual(["--to: 2h is not after --from (5h)"]);
  });

  test("a row with more cells than the header names, of which nobody knows where it slipped", () => {
    expect(
      problems(
        "node,failed_at,repaired_at\na,2005-06-21,2005-06-22,,\nb, 1,2005-06-21,2005-06-22\nc,soon,\n",
      ),
    ).toEqual([
      "f.csv:3:17: has 4 cells, and the first line names 3: a cell that holds a comma stands in double quotes",
      'f.csv:4:3: failed_at: "soon" is not a time (such as 2005-06-21T10:54Z, 2005-06-21 10:54:30, 2005-06-21 or 12d4h)',
    ]);
  });

  test("no rows, no rows left, no failure in the time", () => {
    const text = "node,failed_at\nalpha,2005-06-21\n";
    expect(problems("node,failed_at\n")).toEqual([
      "f.csv names columns and has no rows; each row is a failure",
    ]);
    expect(problems("\n")).toEqual(["f.csv:1:1: is empty; its first line must name its columns"]);
    expect(problems(text, { where: [["node", "alpa"]] })).toEqual([
      "f.csv has no row with node=alpa; did you mean alpha?",
    ]);
    const ended = "node,failed_at,repaired_at\nalpha,2005-06-21,2005-06-22\n";
    expect(problems(ended, { from: "2006-01-01", to: "2007-01-01" })).toEqual([
      "f.csv has no failure between --from and --to",
    ]);
    expect(problems("node,failed_at\na,2005-06-21\nb,2005-06-21\n")).toEqual([
      "f.csv ends at the instant of its only failures; --from and --to say how long it was watched",
    ]);
  });

  test("options that do not go with the file", () => {
    const text = "cluster,node,failed_at\nx,a,2005-06-21\nx,b,2005-06-22\ny,a,2005-06-22\n";
    expect(problems(text, { agents: 1, from: "12d", to: "later" })).toEqual([
      "--from: 12d is not of the kind of times that f.csv has",
      '--to: "later" is not a time (such as 2005-06-21T10:54Z, 2005-06-21 10:54:30, 2005-06-21 or 12d4h)',
      "--agents: 1 are fewer than the 2 that f.csv has failures of",
      "--agents: f.csv has 2 clusters; --where takes the rows of one",
    ]);
    expect(problems(text, { recovered: "node", down: "node" })).toContain(
      "--recovered and --down: one of them says when an outage ends",
    );
  });
});
