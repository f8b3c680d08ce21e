/** `fit` from end to end: what it prints and writes, what it refuses, and how it stops. */

import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newPlace, type Place } from "./holdfast.ts";
import { Running } from "./running.ts";

let place: Place;
beforeAll(() => {
  place = newPlace();
});
afterAll(async () => {
  await Running.endAll();
  place.remove();
});

const racks = "scenarios/histories/three-racks.csv";

describe("what it gives", () => {
  test("a report, and a block that a scenario takes as it is", () => {
    const { status, stdout, stderr } = place.run([
      "fit",
      racks,
      "--new",
      "--out",
      "made/faults.yaml",
      "--svg",
      "made/fit.svg",
    ]);
    expect([status, stderr]).toEqual([0, ""]);
    const block = readFileSync(join(place.folder, "made/faults.yaml"), "utf8");
    expect(stdout).toContain("times up");
    expect(stdout).toContain(block);
    expect(stdout).toMatch(/written {3}made\/faults\.yaml made\/fit\.svg\n$/);
    expect(readFileSync(join(place.folder, "made/fit.svg"), "utf8")).toMatch(/^<svg /);
    expect(readdirSync(join(place.folder, "made")).sort()).toEqual(["faults.yaml", "fit.svg"]);
    const head =
      "name: pasted\nduration: 1d\nagents:\n  - { id: a, resources: { cpus: 1, mem: 64 }, attributes: { rack: r1 } }\n";
    place.write("pasted.yaml", head + block);
    expect(place.run(["validate", "pasted.yaml"])).toMatchObject({ status: 0, stderr: "" });
  });

  test("with --quiet the block alone, and nothing where it goes into a file", () => {
    const { stdout } = place.run([
      "fit",
      racks,
      "--quiet",
      "--do",
      "agent.partition",
      "--every",
      "exponential",
    ]);
    expect(stdout).toMatch(/^# From scenarios\S+: 803 failures of 30 agents/);
    expect(stdout).toContain("  - do: agent.partition\n    agents: all\n    every: { exponential: { mean: ");
    expect(place.run(["fit", racks, "--quiet", "--out", "quiet.yaml"]).stdout).toBe("");
  });

  test("with --json data of the same, and of its check", () => {
    const { status, stdout } = place.run(["fit", racks, "--new", "--json", "--verify", "--runs", "2"]);
    expect(status).toBe(0);
    const data: unknown = JSON.parse(stdout);
    expect(data).toMatchObject({
      file: racks,
      agents: 30,
      up: {
        chosen: "weibull",
        laws: [{ law: "weibull", parameters: { shape: { value: expect.any(Number) } } }, {}, {}],
      },
      down: { chosen: "lognormal" },
      together: { failures: 803, largest: 10 },
      groups: { groups: 3, as_one: 19 },
      faults: expect.stringContaining("per: rack"),
      verification: {
        runs: 2,
        figures: expect.arrayContaining([expect.objectContaining({ figure: "down_at_once" })]),
      },
    });
  });

  test("the same bytes in any time zone and locale", () => {
    const env = { TZ: "Asia/Kathmandu", LC_ALL: "tr_TR.UTF-8", LANG: "tr_TR.UTF-8" };
    const args = ["fit", racks, "--json"];
    expect(place.run(args, { env }).stdout).toBe(place.run(args).stdout);
  });
});

describe("what it refuses, with nothing written", () => {
  test.each([
    [["fit", "none.csv"], "none.csv: no such file\n1 problem, nothing was fitted\n"],
    [["fit", "."], ".: is a directory, not a file\n1 problem, nothing was fitted\n"],
    [
      ["fit", "bad.csv", "--seed", "3"],
      "--seed is for the simulations of --verify\n" +
        'bad.csv:2:3: failed_at: "noon" is not a time (such as 2005-06-21T10:54Z, 2005-06-21 10:54:30, 2005-06-21 or 12d4h)\n' +
        "2 problems, nothing was fitted\n",
    ],
    [
      ["fit", "few.csv"],
      "few.csv: 1 failure cannot be fitted; it takes at least 5\n1 problem, nothing was fitted\n",
    ],
    [
      ["fit", racks, "--where", "rack", "--every", "weibul", "--agents", "0", "--windw", "3m"],
      '--where: "rack" is not column=value (such as cause=hardware)\n' +
        '--every: "weibul" is not one of exponential, weibull, lognormal; did you mean weibull?\n' +
        '--agents: "0" is not a whole number from 1 to 999999\n' +
        "--windw: no such option; did you mean --window?\n" +
        "4 problems, nothing was run; see holdfast fit --help\n",
    ],
  ])("%j", (args, text) => {
    place.write("bad.csv", "node,failed_at\na,noon\n");
    place.write("few.csv", "node,failed_at,repaired_at\na,2005-06-21,2005-06-22\n");
    const { status, stdout, stderr } = place.run([
      ...args,
      ...(args.length === 2 ? ["--out", "no.yaml"] : []),
    ]);
    expect({ status, stdout, stderr }).toEqual({ status: 2, stdout: "", stderr: text });
    expect(existsSync(join(place.folder, "no.yaml"))).toBe(false);
  });

  test("a file that the system does not take is named, after what was found", () => {
    const { status, stdout, stderr } = place.run(["fit", racks, "--out", "/proc/holdfast.yaml"]);
    expect(status).toBe(2);
    expect(stdout).toContain("faults:");
    expect(stderr).toContain("/proc/holdfast.yaml: cannot be written");
  });
});

test("SIGINT ends the simulations with 130, and nothing is written", async () => {
  const pipe = join(place.folder, "pipe.csv");
  execFileSync("mkfifo", [pipe]);
  const args = ["fit", pipe, "--verify", "--runs", "100000", "--out", "cut.yaml"];
  const child = new Running(place.folder, args);
  // Done once the command has read all of it: it listens to signals by then, and has a hundred thousand runs to play.
  await writeFile(pipe, readFileSync(join(place.folder, racks)));
  child.signal("SIGINT");
  expect(await child.exit).toBe(130);
  expect([child.stdout, child.stderr]).toEqual(["", "interrupted, nothing is fitted\n"]);
  expect(existsSync(join(place.folder, "cut.yaml"))).toBe(false);
});
