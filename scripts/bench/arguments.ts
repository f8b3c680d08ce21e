/** The command line of `npm run bench`: which benches, how often, what is printed; every problem at once. */

import { parseArgs } from "node:util";
import { didYouMean, nearest } from "../../src/model/near-miss.ts";

export interface Arguments {
  readonly names: readonly string[];
  readonly list: boolean;
  readonly quick: boolean;
  readonly json: boolean;
  readonly repeats: number;
  readonly workload: string | null;
  readonly rows: number | null;
  readonly profile: string | null;
}

export type Parsed =
  | { readonly is: "help" }
  | { readonly is: "wrong"; readonly problems: readonly string[] }
  | { readonly is: "right"; readonly arguments: Arguments };

const flags = ["help", "list", "quick", "json"] as const;
const texts = { repeats: "N", workload: "FILE", rows: "N", profile: "DIR" } as const;

export const help = `npm run bench -- [names...] [options]

Measures holdfast: deterministic work, each piece in a process of its own, repeats in turns.
Without names: all benches. --list says which there are.

Options
  --list           the benches, one a line
  --quick          less work and one repeat, all of it in under a minute; nothing is judged by it
  --repeats N      how often each piece of work is done; default 3, with --quick 1
  --workload FILE  offers: a table of jobs in place of the one that the bench makes
  --rows N         journal: how many rows
  --profile DIR    writes a CPU profile of each piece of work there (for Chrome's developer tools); repeats once
  --json           machine-readable output
  --help           this text

Examples
  npm run bench -- hold peers                    two benches
  npm run bench -- offers --workload jobs.csv    columns id, workload, submitted, numTasks, duration, cpus, mem (GiB)
  npm run bench -- journal --rows 50000000       more rows than its memory holds
  npm run bench -- cluster --profile profiles    where the time goes
  npm run bench -- --quick --json > bench.json   for a script`;

/** Reads the words after the script's name. `known` are the names of all benches. */
export function parseArguments(words: readonly string[], known: readonly string[]): Parsed {
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: {
      ...Object.fromEntries(flags.map((name) => [name, { type: "boolean" as const }])),
      ...Object.fromEntries(Object.keys(texts).map((name) => [name, { type: "string" as const }])),
      help: { type: "boolean", short: "h" },
    },
  });
  const problems: string[] = [];
  const given = new Map<string, string>();
  const names: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") {
      names.push(token.value);
      if (!known.includes(token.value)) {
        const hint = didYouMean(token.value, known, ` (${known.join(", ")})`);
        problems.push(`no bench is called ${token.value}${hint}`);
      }
    } else if (token.kind === "option") {
      const { name, value } = token;
      if (Object.hasOwn(texts, name)) {
        // An option that follows is no value.
        if (value === undefined || value === "" || value.startsWith("--"))
          problems.push(`--${name}: its value is missing`);
        else given.set(name, value);
      } else if (flags.some((flag) => flag === name)) {
        if (value === undefined) given.set(name, "");
        else problems.push(`--${name} takes no value`);
      } else problems.push(unknownOption(token.rawName));
    }
  }
  if (given.has("help")) return { is: "help" };
  const quick = given.has("quick");
  const repeats = given.get("repeats") ?? (quick || given.has("profile") ? "1" : "3");
  if (!/^[1-9]\d{0,2}$/.test(repeats))
    problems.push(`--repeats: "${repeats}" is not a whole number from 1 to 999`);
  const rows = given.get("rows");
  if (rows !== undefined && !/^[1-9]\d{0,9}$/.test(rows))
    problems.push(`--rows: "${rows}" is not a whole number from 1 to 9999999999`);
  if (problems.length > 0) return { is: "wrong", problems };
  return {
    is: "right",
    arguments: {
      names: known.filter((name) => names.length === 0 || names.includes(name)),
      list: given.has("list"),
      quick,
      json: given.has("json"),
      repeats: Number(repeats),
      workload: given.get("workload") ?? null,
      rows: rows === undefined ? null : Number(rows),
      profile: given.get("profile") ?? null,
    },
  };
}

function unknownOption(rawName: string): string {
  const all = [...flags, ...Object.keys(texts)];
  const near = nearest(rawName.replace(/^-+/, ""), all);
  const hint = near === undefined ? `its options are --${all.join(", --")}` : `did you mean --${near}?`;
  return `${rawName}: no such option; ${hint}`;
}
