/** A defect of holdfast says seed, event, simulated time and the command that reproduces it. */

import { expect, test } from "vitest";
import { Console } from "../../src/cli/console.ts";
import { Defect, defectText } from "../../src/cli/defect.ts";
import { Interrupt } from "../../src/cli/interrupt.ts";
import { JournalStore } from "../../src/cli/journal-store.ts";
import { playTo } from "../../src/cli/play.ts";
import { defaultLaw, defaultVersions, mesosDefaults, type Scenario } from "../../src/sim/scenario.ts";

/** A scenario that no file can say: its action does not exist, so playing it throws. */
const impossible: Scenario = {
  name: "impossible",
  about: "",
  seed: 42,
  durationMs: 600_000,
  versions: defaultVersions,
  agents: [],
  mesos: mesosDefaults,
  frameworks: [],
  apps: [],
  latencyMs: 1,
  tasks: [defaultLaw],
  actions: [{ time: { at: 201_000 }, do: "no.such-action", fields: {}, place: null }],
  faults: [],
  expect: [],
};

async function defectOf(scenario: Scenario): Promise<Defect> {
  const interrupt = new Interrupt(process);
  const options = {
    keepOffers: false,
    check: "off",
    quiet: true,
    store: new JournalStore(),
    command: "holdfast run x.yaml --seed 42",
  } as const;
  try {
    await playTo(scenario, scenario.durationMs, options, { console: new Console(process), interrupt });
  } catch (error) {
    if (error instanceof Defect) return error;
    throw error;
  } finally {
    interrupt.release();
  }
  throw new Error("the scenario was played");
}

test("whatever a simulation throws becomes a defect with its place", async () => {
  const defect = await defectOf(impossible);
  expect(defect).toMatchObject({ seed: 42, atMs: 201_000, command: "holdfast run x.yaml --seed 42" });
  expect(defect.events).toBeGreaterThan(0);
});

test("its text has all that somebody else needs", async () => {
  const lines = defectText(await defectOf(impossible), "holdfast run x.yaml").split("\n");
  expect(lines[0]).toMatch(/^holdfast \S+ has a defect: .*no\.such-action/);
  expect(lines).toContain("  seed       42");
  expect(lines).toContain("  at         3m21s (201000 ms simulated)");
  expect(lines).toContain("  reproduce  holdfast run x.yaml --seed 42");
  expect(lines[2]).toMatch(/^ {2}event {6}[1-9]\d*, after row \d+ of events\.jsonl$/);
});

test("an error outside of a run names the command line", () => {
  expect(defectText(new Error("oops"), "holdfast schema")).toMatch(
    /has a defect: oops\n {2}reproduce {2}holdfast schema\n/,
  );
});
