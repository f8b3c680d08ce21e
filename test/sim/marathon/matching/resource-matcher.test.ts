/** What an app takes of an offer, for a reservation and for a launch on one, and why it takes nothing. */

import { describe, expect, test } from "vitest";
import type { AppDefinition } from "../../../../src/model/app/definition.ts";
import { PlaceCounts } from "../../../../src/model/placed.ts";
import { Resources } from "../../../../src/model/resources.ts";
import { labelsOf } from "../../../../src/sim/marathon/matching/labels.ts";
import { type MatchReason, matchReasons } from "../../../../src/sim/marathon/matching/reasons.ts";
import { type MatchResult, matchResources } from "../../../../src/sim/marathon/matching/resource-matcher.ts";
import { type ResourceSelector, unreservedOnly } from "../../../../src/sim/marathon/matching/selector.ts";
import { appOf, dockerContainer, mesosContainer, persistentVolume } from "../../../support/apps.ts";
import { parse, volumeOf } from "../../../support/resources.ts";

function match(
  offer: Resources,
  app: AppDefinition,
  selector: ResourceSelector,
  draws: number[] = [],
): MatchResult {
  const random = (n: number): number => {
    draws.push(n);
    return n - 1;
  };
  return matchResources({
    offer,
    app,
    hostname: "a",
    attributes: {},
    countedTasks: new PlaceCounts([]),
    selector,
    random,
  });
}

const resident = appOf({
  cpus: 0.5,
  mem: 64,
  disk: 5,
  ports: [],
  container: mesosContainer(persistentVolume("data", 10)),
});
const labels = labelsOf("fw", "t1");
const onReservation: ResourceSelector = { roles: new Set(["marathon"]), reserved: true, labels };
const reservation = { principal: "marathon", labels };

describe("a resident app", () => {
  test("reserves the disk of its volumes with its own", () => {
    const result = match(parse("cpus:1;mem:100;disk:15"), resident, unreservedOnly);
    expect(result.fits && result.consumed.toString()).toBe("cpus(*):0.5; mem(*):64; disk(*):15");
  });

  test("does not fit without the disk of its volumes", () => {
    expect(match(parse("cpus:1;mem:100;disk:14.999"), resident, unreservedOnly)).toEqual({
      fits: false,
      reasons: ["too-little-disk"],
    });
  });

  test("is launched on its own disk; the volumes come on top", () => {
    const plain = parse("cpus:0.5;mem:64;disk:5").flatten("marathon", reservation);
    const offer = plain.plus(volumeOf(10, "marathon", "v1", "data", reservation));
    const result = match(offer, resident, onReservation);
    expect(result.fits && result.consumed.equals(plain)).toBe(true);
  });

  test("is not launched on another task's reservation", () => {
    const others = parse("cpus:9;mem:999;disk:99").flatten("marathon", {
      principal: "m",
      labels: labelsOf("fw", "t2"),
    });
    expect(match(others, resident, onReservation)).toEqual({
      fits: false,
      reasons: ["too-little-cpus", "too-little-mem", "too-little-disk"],
    });
  });

  test("is launched on a reservation that carries further labels", () => {
    const more = { principal: "m", labels: [{ key: "owner", value: "x" }, ...labels] };
    expect(match(parse("cpus:1;mem:64;disk:5").flatten("marathon", more), resident, onReservation).fits).toBe(
      true,
    );
  });
});

test("static reservations count as unreserved of their role", () => {
  const selector = { roles: new Set(["*", "ops"]), reserved: false, labels: [] };
  const result = match(parse("cpus(ops):1;cpus:1;mem:128"), appOf({ cpus: 1.5, ports: [] }), selector);
  expect(result.fits && result.consumed.toString()).toBe("cpus(ops):1; cpus(*):0.5; mem(*):128");
});

test("a requirement of 0 asks for nothing", () => {
  const result = match(parse("mem:1"), appOf({ cpus: 0, mem: 0, disk: 0, ports: [] }), unreservedOnly);
  expect(result.fits && result.consumed.isEmpty).toBe(true);
});

describe("chance", () => {
  test("is asked only where ports are chosen: once per range but the first, and for the place to start", () => {
    const draws: number[] = [];
    match(parse("cpus:1;mem:128;ports:[1-2,5-6,9-9]"), appOf({ ports: [0] }), unreservedOnly, draws);
    expect(draws).toEqual([3, 2, 5]);
  });

  test.each([
    ["no ports are wanted", { ports: [] }],
    ["ports are required", { ports: [5], requirePorts: true }],
    ["mappings are fixed", { container: dockerContainer({ portMappings: [{ hostPort: 5 }] }) }],
    ["scalars are short", { cpus: 2 }],
  ])("is not asked where %s", (_, members) => {
    const draws: number[] = [];
    match(parse("cpus:1;mem:128;ports:[1-9]"), appOf(members), unreservedOnly, draws);
    expect(draws).toEqual([]);
  });
});

test("ports go round from a random place, side by side", () => {
  // The last of five ports, then from the first on.
  const result = match(
    parse("cpus:1;mem:128;ports:[31000-31004]"),
    appOf({ ports: [0, 0, 0] }),
    unreservedOnly,
  );
  expect(result).toMatchObject({ hostPorts: [31_004, 31_000, 31_001] });
});

test("two reserved ports may change places on a relaunch (B22)", () => {
  const app = appOf({
    container: dockerContainer({ portMappings: [{ containerPort: 1 }, { containerPort: 2 }] }),
  });
  const first = match(parse("cpus:1;mem:128;ports:[31000-31001]"), app, unreservedOnly);
  const again = matchResources({
    offer: first.fits ? first.consumed.flatten("marathon", reservation) : Resources.none,
    app,
    hostname: "a",
    attributes: {},
    countedTasks: new PlaceCounts([]),
    selector: onReservation,
    random: () => 0,
  });
  expect([first, again]).toMatchObject([{ hostPorts: [31_001, 31_000] }, { hostPorts: [31_000, 31_001] }]);
});

test("every reason has a sentence of its own", () => {
  const sentences = Object.keys(matchReasons).map((code) => matchReasons[code as MatchReason]);
  expect(new Set(sentences).size).toBe(sentences.length);
  expect(sentences.length).toBeGreaterThan(10);
});
