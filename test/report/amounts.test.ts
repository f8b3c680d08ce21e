/** Amounts by name: read from JSON, from Mesos' listing, put in order. */

import { expect, test } from "vitest";
import { AmountsReader, amountsOfOffer, byResource, decimals } from "../../src/report/amounts.ts";

test("amounts are thousandths, ports count one by one", () => {
  const read = new AmountsReader().read('{"cpus":0.1,"mem":512,"ports":"31000-31009,31500-31500"}');
  expect([...read]).toEqual([
    ["cpus", 100],
    ["mem", 512_000],
    ["ports", 11_000],
  ]);
});

test("an offer's resources are summed by name, whatever their roles, labels and volumes", () => {
  const text =
    "cpus(*):3.5; cpus(r, p, {a: b}):0.5; disk(r, p)[id#x:data]:100; ports(*):[31000-31001,32000-32000]";
  expect(decimals(amountsOfOffer(text))).toEqual({ cpus: 4, disk: 100, ports: 3 });
});

test("cpus, mem, disk, gpus, ports, then the others by code unit", () => {
  expect(["zeta", "ports", "Alpha", "disk", "cpus", "gpus", "mem"].sort(byResource)).toEqual([
    "cpus",
    "mem",
    "disk",
    "gpus",
    "ports",
    "Alpha",
    "zeta",
  ]);
});
