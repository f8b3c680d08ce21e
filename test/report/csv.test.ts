/** The CSV files as others read them: without any option, and with the types that one expects. */

import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { capacityCsv } from "../../src/report/capacity-csv.ts";
import type { FinishedRun } from "../../src/report/finished-run.ts";
import { timelineCsv } from "../../src/report/timeline-csv.ts";
import { Told } from "./journals.ts";

/** What has a meaning to some reader of CSV, or looks like a number. */
const hostile = [
  "=1+1",
  'a,"quoted"',
  '"',
  "line\nbreak",
  "carriage\r\nreturn",
  "lone\rreturn",
  "007",
  "1e5",
  "null",
  " spaces ",
  "-x",
  "a;b",
  "tab\there",
  "'x",
  "#c",
  "äé€😀",
];

function run(): FinishedRun {
  const told = new Told("listed");
  for (const id of hostile) told.agent(id, { cpus: 0.125, mem: 1024.5, "1e5": 1e15 });
  for (const [i, id] of hostile.entries()) {
    told.at(10 + i).add("agent.crashed", { agent: id, disk_lost: false, reason: "crashed" });
    told.reserve(`/${id}`, id, id, { cpus: 0.1, mem: 1 });
  }
  told.recorder.offer("offer.made", () => ({
    agent: "007",
    framework: "f",
    role: "r",
    offer: "O1",
    resources: "mem(*):5",
  }));
  return told.run(1_000);
}

/** Every row has all columns, or this throws; cells are as they stand in the file. */
const strictly = (text: string): Record<string, string>[] =>
  parse(text, { columns: true, relax_column_count: false, relax_quotes: false, trim: false, bom: false });

const files = { timeline: [...timelineCsv(run())].join(""), capacity: [...capacityCsv(run())].join("") };

test.each(Object.entries(files))(
  "%s.csv has a header, line feeds, and quotes only where they are needed",
  (_name, text) => {
    expect(text).toMatch(/^[a-z_]+(,[a-z_]+)+\n/);
    expect(text.endsWith("\n")).toBe(true);
    // RFC 4180: within quotes each quote is doubled, and line breaks are part of the cell.
    const unquoted = text.replaceAll(/"(?:[^"]|"")*"/g, "");
    expect(unquoted).not.toMatch(/["\r]/);
    for (const [quoted] of text.matchAll(/"(?:[^"]|"")*"/g)) expect(quoted).toMatch(/[,"\r\n]|^" | "$/);
  },
);

test("ids come back as they are", () => {
  const timeline = strictly(files.timeline);
  const ids = new Set(timeline.filter(({ kind }) => kind === "task").map(({ id }) => id));
  expect([...ids]).toEqual(hostile);
  const scopes = strictly(files.capacity).filter(({ scope }) => scope === "agent");
  expect(new Set(scopes.map(({ id }) => id))).toEqual(new Set(hostile));
});

test("numbers are plain numbers, and what is not there is empty", () => {
  const numbers = (rows: Record<string, string>[], columns: readonly string[]): string[] =>
    rows.flatMap((row) => columns.map((column) => row[column] ?? "missing"));
  const cells = [
    ...numbers(strictly(files.timeline), ["start_ms", "end_ms"]),
    ...numbers(strictly(files.capacity), [
      "time_ms",
      "total",
      "unreserved",
      "reserved",
      "used",
      "stranded",
      "offered",
    ]),
  ];
  expect(cells.length).toBeGreaterThan(300);
  expect(cells.filter((cell) => !/^\d+(\.\d{1,3})?$/.test(cell))).toEqual([]);
  // Never the words of the language that wrote them; the one null is the agent's name.
  const words = Object.values(files).flatMap((text) => strictly(text).flatMap((row) => Object.values(row)));
  expect(words.filter((word) => /^(undefined|NaN|Infinity|true|false|\[object)/.test(word))).toEqual([]);
  const agents = strictly(files.timeline).filter(({ kind }) => kind === "agent");
  expect(new Set(agents.map(({ app, framework }) => `${app}${framework}`))).toEqual(new Set([""]));
});

test("without offers the last column is there, and empty", () => {
  const rows = strictly([...capacityCsv(new Told().agent("a", { cpus: 1 }).run(10))].join(""));
  // The cpus of the cluster, of the default role and of the agent.
  expect(rows.map(({ scope, offered }) => `${scope}${offered}`)).toEqual(["cluster", "role", "agent"]);
});
