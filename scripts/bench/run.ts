/** Runs the cases of benches in turns, each repeat in a process of its own, and keeps what these said. */

import { execFile } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { type BuildOptions, build } from "esbuild";
import options from "../bundle-options.json" with { type: "json" };
import type { Case, Repeats } from "./bench.ts";
import { spreadOf } from "./spread.ts";
import type { Done } from "./work.ts";

export const top = resolve(import.meta.dirname, "../..");
/** What benches make: the bundle, tables, compiled programs. Nothing in it is kept in the repository. */
export const shelf = join(top, ".holdfast", "bench");

const run = promisify(execFile);

/** Makes the bundle of the works; its path. */
export async function bundleWorks(): Promise<string> {
  mkdirSync(shelf, { recursive: true });
  const outfile = join(shelf, "child.mjs");
  await build({
    ...(options as BuildOptions),
    external: [...options.external, "playwright-core"],
    absWorkingDir: top,
    entryPoints: ["scripts/bench/child.ts"],
    outfile,
  });
  return outfile;
}

export interface Runner {
  /** The bundle of the works. */
  readonly bundle: string;
  /** Where to write a profile of each process of ours; null for none. */
  readonly profiles: string | null;
}

/** One repeat of one case. Throws where the process ends badly or says nothing that can be read. */
export async function runCase(
  { bundle, profiles }: Runner,
  label: string,
  { run: what }: Case,
): Promise<Done> {
  const profile =
    profiles === null
      ? []
      : ["--cpu-prof", `--cpu-prof-dir=${profiles}`, `--cpu-prof-name=${fileName(label)}.cpuprofile`];
  const [file, args] =
    "command" in what
      ? [what.command.file, what.command.args]
      : [process.execPath, [...profile, bundle, what.work, JSON.stringify(what.input)]];
  try {
    const { stdout } = await run(file, [...args], {
      cwd: top,
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
    });
    return JSON.parse(stdout) as Done;
  } catch (error) {
    const { stderr = "", message } = error as { readonly stderr?: string; readonly message: string };
    throw new Error(`${label}: ${stderr.trim() === "" ? message : stderr.trim()}`);
  }
}

const fileName = (label: string): string => label.replaceAll(/[^A-Za-z0-9.-]+/g, "-");

/** What the repeats say together. */
export function repeatsOf(label: string, done: readonly Done[]): Repeats {
  const outcome = done[0]?.outcome ?? {};
  return {
    outcome,
    spread: (key) =>
      spreadOf(
        done.map(({ measured }) => {
          const value = measured[key];
          if (value === undefined) throw new Error(`${label} measures no ${key}`);
          return value;
        }),
      ),
    count: (key) => {
      const value = outcome[key];
      if (typeof value !== "number") throw new Error(`${label} counts no ${key}`);
      return value;
    },
  };
}

/** What is wrong: what a repeat says itself, and outcomes that differ from repeat to repeat. */
export function failuresOf(label: string, done: readonly Done[]): readonly string[] {
  const outcomes = new Set(done.map(({ outcome }) => JSON.stringify(outcome)));
  const differ = outcomes.size > 1 ? [`${label}: the repeats came to different things`] : [];
  return [
    ...new Set([...done.flatMap(({ failures }) => failures.map((text) => `${label}: ${text}`)), ...differ]),
  ];
}
