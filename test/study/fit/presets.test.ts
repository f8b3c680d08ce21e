/** Every `faults:` block of docs/failure-models.md is one that a scenario takes, and says what its text says. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { formatIssue } from "../../../src/scenario/issue.ts";
import { loadScenario } from "../../../src/scenario/load.ts";
import type { RandomFault } from "../../../src/sim/scenario.ts";

const text = readFileSync(join(import.meta.dirname, "../../../docs/failure-models.md"), "utf8");
const blocks = [...text.matchAll(/^```yaml\n(faults:[\s\S]*?)^```$/gm)].map(([, block]) => block ?? "");

function faultsOf(block: string): readonly RandomFault[] {
  const attributes = "{ rack: r1, site: here, pdu: p1 }";
  const head = `name: preset\nduration: 1d\nagents:\n  - { id: a, resources: { cpus: 1, mem: 64 }, attributes: ${attributes} }\n`;
  const loaded = loadScenario("preset.yaml", {
    read: () => ({ ok: true, text: head + block }),
    resolve: (_from, path) => path,
  });
  if (!loaded.ok) throw new Error(loaded.issues.map(formatIssue).join("\n"));
  return loaded.scenario.faults.filter((fault) => fault.kind === "random");
}

test("each preset can be played", () => {
  expect(blocks.length).toBeGreaterThanOrEqual(6);
  for (const block of blocks) expect(faultsOf(block).length).toBeGreaterThan(0);
});

test("the arithmetic of the presets is right", () => {
  const day = 86_400_000;
  const year = 365.25;
  const means = blocks
    .flatMap(faultsOf)
    .flatMap(({ every }) => (every.kind === "exponential" ? [every.meanMs / day] : []));
  // 1800 machines and 1000 failures a year, 45 racks and 20, three power units and one; 3 % of the disks a year.
  expect(means).toContain(Math.floor((1800 * year) / 1000));
  expect(means).toContain(Math.floor((45 * year) / 20));
  expect(means).toContain(Math.floor(3 * year));
  expect(means).toContain(year / 0.03);
  // Fourteen bursts of nearly all nodes from January 1997 to September 2005.
  expect(means).toContain(Math.round((8.6 * year) / 14));
  // Of 258 bursts that took 1765 along, fourteen took 2 * 46 + 12 * 47; the rest, in bursts of six.
  const rest = 1765 - 2 * 46 - 12 * 47;
  const six = blocks.flatMap(faultsOf).find(({ together }) => together?.size === 6)?.together?.share ?? 0;
  expect(Math.round(1 + rest / 244)).toBe(6);
  expect(six).toBeCloseTo(rest / 5 / 5294, 4);
  // Of a failure and its bursts of three, 3 s of 1 + 2 s are in bursts.
  const share = blocks.flatMap(faultsOf).find(({ together }) => together?.size === 3)?.together?.share ?? 0;
  expect((3 * share) / (1 + 2 * share)).toBeCloseTo(0.37, 2);
});
