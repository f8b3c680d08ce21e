/** `--journal-memory`: where the journal is kept changes nothing but memory, and no file is left behind. */

import { spawn } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, readlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bin, endless, newPlace, type Place, plainEnvironment } from "./holdfast.ts";

/** Scenarios with more rows than the one block that is always in memory. */
const large = "scenarios/failures/launch-tokens-starve-mass-start.yaml";
const manyOffers = "scenarios/mesos/weighted-fairness.yaml";

let place: Place;
let env: Readonly<Record<string, string>>;
let temporary: string;
beforeAll(() => {
  place = newPlace();
  temporary = join(place.folder, "tmp");
  mkdirSync(temporary);
  env = { TMPDIR: temporary };
});
afterAll(() => place.remove());

function filesIn(folder: string): Readonly<Record<string, string>> {
  const path = join(place.folder, folder);
  return Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(join(path, name), "utf8")]));
}

test.each([
  [large, [], "0"],
  // Fewer agents, so that its expectations fail: what led there is told from the journal too.
  [manyOffers, ["--events", "offers", "--set", "agents.0.count=20"], "100KiB"],
])("%s gives the same bytes with much memory and with little", (scenario, options, little) => {
  const outcomes = ["1GiB", little].map((memory) => {
    const out = `out-${memory}`;
    const args = ["run", scenario, ...options, "--out", out, "--journal-memory", memory];
    const { status, stdout, stderr } = place.run(args, { env });
    const told = stdout.replace(/ in [\d.]+ m?s /, " ").replace(out, "out");
    return { status, told, stderr, files: filesIn(out) };
  });
  expect(outcomes[0]?.files["events.jsonl"]?.split("\n").length).toBeGreaterThan(4096 * 2);
  expect(outcomes[1]).toEqual(outcomes[0]);
  expect(readdirSync(temporary)).toEqual([]);
});

test("a golden file holds for a journal that was spilled", () => {
  const { status, stderr } = place.run(["test", large, "--check", "end", "--journal-memory", "0"], { env });
  expect([status, stderr]).toEqual([0, ""]);
  expect(readdirSync(temporary)).toEqual([]);
});

test.each([["test"], ["show", "--at", "9m"], ["explain"], ["diff", "--set-b", "seed=7"]])(
  "%s has the option too, and tells where there is no room",
  (command, ...options) => {
    const args = [command, large, ...options, "--journal-memory", "0"];
    const { status, stdout, stderr } = place.run(args, { env: { TMPDIR: "/nowhere" } });
    expect(status).toBe(2);
    expect((stdout + stderr).replace(/\s+/g, " ")).toContain(
      "a temporary file in /nowhere cannot be used (ENOENT",
    );
  },
);

/** Where an open file is shown, and that it has no name any more. */
function openFiles(pid: number): readonly string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((name) => {
      try {
        return readlinkSync(`/proc/${pid}/fd/${name}`);
      } catch {
        return [];
      }
    });
  } catch {
    return [];
  }
}

test.runIf(process.platform === "linux").each([
  ["SIGINT", 130],
  ["SIGKILL", null],
] as const)("%s leaves no file", async (signal, status) => {
  place.write("endless.yaml", endless);
  const child = spawn(process.execPath, [bin, "run", "endless.yaml", "--journal-memory", "0"], {
    cwd: place.folder,
    env: { ...plainEnvironment, ...env },
    stdio: "ignore",
  });
  const ended = new Promise<number | null>((done) => child.on("close", done));
  const isOpen = (): boolean =>
    openFiles(child.pid ?? 0).some(
      (path) => path.startsWith(join(temporary, "holdfast-journal-")) && path.endsWith(" (deleted)"),
    );
  for (let i = 0; i < 400 && !isOpen(); i++) await new Promise((done) => setTimeout(done, 50));
  expect(isOpen()).toBe(true);
  child.kill(signal);
  expect(await ended).toBe(status);
  expect(readdirSync(temporary)).toEqual([]);
});

test("a disk without room is told as such, and nothing is written", () => {
  const { status, stderr } = place.run(["run", large, "--journal-memory", "0", "--out", "none"], {
    env: { TMPDIR: "/proc" },
  });
  expect(status).toBe(2);
  expect(stderr).toMatch(
    /^the journal has no room: a temporary file in \/proc cannot be used \(ENOENT.*\); --journal-memory SIZE holds more in memory, TMPDIR names another folder\n$/,
  );
  expect(readdirSync(place.folder)).not.toContain("none");
});
