/** One host's disk: what the agent wrote down, the directories of volumes, and the data that outlive them. */

import { describe, expect, test } from "vitest";
import { Census } from "../../../../src/sim/cluster/census.ts";
import { Ledger } from "../../../../src/sim/cluster/ledger.ts";
import { Recorder } from "../../../../src/sim/cluster/recorder.ts";
import { Kernel } from "../../../../src/sim/kernel/kernel.ts";
import { Disk } from "../../../../src/sim/mesos/agent/disk.ts";
import { namedRows } from "../../../support/cluster.ts";
import { parse, reservationOf, reserved, volumeOf } from "../../../support/resources.ts";
import { task } from "../../../support/scripted-framework.ts";

const owner = reservationOf("p", "owner=f");
const v = volumeOf(20, "r", "v", "data", owner);
const w = volumeOf(5, "r", "w", "data", owner);
const cpu = reserved("cpus:1", "r", owner);

function host() {
  const kernel = new Kernel();
  const recorder = new Recorder(kernel, null, "counted");
  const census = new Census();
  const ledger = new Ledger();
  for (const volume of [v, w]) {
    for (const { kind } of volume.entries) ledger.created("a", kind, "f", { app: "/x", task: "t" });
  }
  const disk = new Disk("a", { recorder, ledger, census });
  const volumes = (): unknown[] =>
    [...disk.volumes].map(({ kind, exists, dataMilli }) => [kind.persistenceId, exists, dataMilli > 0]);
  const use = (): void => {
    for (const volume of disk.volumes) disk.fill(volume);
  };
  const reasons = (type: string): unknown[] =>
    namedRows(recorder.journal)
      .filter((row) => row.type === type)
      .map((row) => [row["volume"], row["reason"]]);
  return { disk, census, volumes, use, reasons };
}

test("a checkpoint is the complete set: what is new is made, what is missing is gone", () => {
  const { disk, volumes, census } = host();
  disk.checkpoint(cpu.plus(v));
  disk.checkpoint(w);
  expect(disk.checkpointed.equals(w)).toBe(true);
  // Nothing was ever in v's directory.
  expect(volumes()).toEqual([["w", true, false]]);
  expect(census.of("f", "/x").volumes).toBe(1);
});

test("a volume of the same id and another size is of that size, on the data of the largest that was used (slave.cpp:2325-2340)", () => {
  const { disk, use } = host();
  const sizes = (): unknown[] => [[...disk.volumes].map(({ sizeMilli }) => sizeMilli), disk.dataMilli];
  const sized = (size: number) => volumeOf(size, "r", "v", "data", owner);
  for (const size of [20, 5, 50]) {
    disk.checkpoint(sized(size));
    if (size > 5) use();
    disk.checkpoint(cpu);
  }
  expect(sizes()).toEqual([[50_000], 50_000]);
  disk.checkpoint(sized(5));
  use();
  expect(sizes()).toEqual([[5000], 50_000]);
});

test("the data of a volume that was used stay, and a volume of the same id finds them again", () => {
  const { disk, volumes, use } = host();
  disk.checkpoint(v);
  expect(disk.dataMilli).toBe(0);
  use();
  disk.checkpoint(cpu);
  expect(volumes()).toEqual([["v", false, true]]);
  expect(disk.dataMilli).toBe(20_000);
  disk.checkpoint(v);
  expect(volumes()).toEqual([["v", true, true]]);
});

test("the operator removes what destroyed volumes left, and nothing else", () => {
  const { disk, volumes, use } = host();
  disk.checkpoint(v.plus(w));
  use();
  disk.checkpoint(w);
  disk.removeLeftovers();
  expect(volumes()).toEqual([["w", true, true]]);
});

describe("whether it holds what a task takes", () => {
  test("reservations and volumes must be checkpointed; what is unreserved or static need not", () => {
    const { disk } = host();
    disk.checkpoint(cpu.plus(v));
    expect(disk.holds(task("t", parse("cpus:9;mem(s):9")))).toBe(true);
    expect(disk.holds(task("t", cpu.plus(v)))).toBe(true);
    expect(disk.holds(task("t", w))).toBe(false);
    expect(disk.holds(task("t", reserved("cpus:1", "r", reservationOf("q"))))).toBe(false);
  });

  test("the directories of a task's volumes are those that it has here", () => {
    const { disk } = host();
    disk.checkpoint(v);
    expect([...disk.of(task("t", v.plus(w)))].map(({ kind }) => kind.persistenceId)).toEqual(["v"]);
  });
});

test("with the disk all is gone, and each volume leaves a row", () => {
  const { disk, volumes, reasons, census } = host();
  disk.checkpoint(cpu.plus(v).plus(w));
  disk.lose("disk-lost");
  expect(volumes()).toEqual([]);
  expect(disk.checkpointed.isEmpty).toBe(true);
  expect(reasons("volume.lost")).toEqual([
    ["v", "disk-lost"],
    ["w", "disk-lost"],
  ]);
  expect(census.of("f", "/x").volumes).toBe(0);
});
