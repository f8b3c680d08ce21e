/** Runs the built command as a user does, in a folder of its own. */

import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const top = resolve(import.meta.dirname, "../..");
export const bin = join(top, "dist", "cli.js");

function newestSource(folder: string): number {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return Math.max(...names.map((name) => statSync(join(folder, name)).mtimeMs));
}

/** Throws where the command is not built, or is older than its sources: then these tests would prove nothing. */
export function demandFreshBuild(): void {
  if (!existsSync(bin)) throw new Error("the command is not built: npm run build");
  if (newestSource(join(top, "src")) > statSync(bin).mtimeMs) {
    throw new Error("the command is older than its sources: npm run build");
  }
}

/** The environment of a plain pipe: nothing that says anything about colour or place. */
export const plainEnvironment: Readonly<Record<string, string>> = { PATH: process.env["PATH"] ?? "" };

export interface Place {
  readonly folder: string;
  /** Runs `holdfast` with these arguments; `stdout` and `stderr` are text. */
  run(
    args: readonly string[],
    options?: { env?: Readonly<Record<string, string>>; node?: string; input?: string },
  ): SpawnSyncReturns<string>;
  write(name: string, text: string): string;
  remove(): void;
}

/** A new folder with the project's scenarios in it. */
export function newPlace(): Place {
  demandFreshBuild();
  const folder = mkdtempSync(join(tmpdir(), "holdfast-test-"));
  symlinkSync(join(top, "scenarios"), join(folder, "scenarios"));
  return {
    folder,
    run: (args, options = {}) =>
      spawnSync(options.node ?? process.execPath, [bin, ...args], {
        cwd: folder,
        encoding: "utf8",
        env: { ...plainEnvironment, ...options.env },
        ...(options.input === undefined ? {} : { input: options.input }),
        timeout: 60_000,
        maxBuffer: 64 * 1024 * 1024,
      }),
    write: (name, text) => {
      writeFileSync(join(folder, name), text);
      return name;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A scenario that keeps a run busy, and writes a row or more each simulated millisecond, for longer than any test waits. */
export const endless = `name: endless
duration: 3650d
agents:
  - { id: a, resources: { cpus: 4, mem: 8GiB } }
apps:
  - { id: /busy, cmd: x, backoffSeconds: 0, maxLaunchDelaySeconds: 0 }
tasks:
  - { staging: 1ms, runs: 1ms, exit: failed }
`;
