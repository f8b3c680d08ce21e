/** What an app needs at least, and what an offer has at most: who is passed over for that would have found nothing. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PlaceCounts } from "../../../../src/model/placed.ts";
import { Resources } from "../../../../src/model/resources.ts";
import { labelsOf } from "../../../../src/sim/marathon/matching/labels.ts";
import { needOf, Room } from "../../../../src/sim/marathon/matching/need.ts";
import { matchResources } from "../../../../src/sim/marathon/matching/resource-matcher.ts";
import { appOf, mesosContainer, persistentVolume } from "../../../support/apps.ts";
import { parse, reservationOf, volumeOf } from "../../../support/resources.ts";

const any = new Set(["*", "marathon"]);
const star = new Set(["*"]);
const labelled = { principal: "p", labels: labelsOf("fw", "t1") };

describe("an offer", () => {
  const small = needOf(appOf({ cpus: 2, mem: 64, ports: [] }), any);

  test("has what is not reserved, what is for the role, and what an operator reserved, together", () => {
    const parts = [parse("cpus:1;mem:32"), parse("cpus(marathon):0.5;mem(marathon):16")];
    const byOperator = parse("cpus:0.5;mem:16").flatten("marathon", reservationOf("ops"));
    expect(new Room(parts.reduce((a, b) => a.plus(b), byOperator)).mayHold(small)).toBe(true);
    expect(new Room(parts.reduce((a, b) => a.plus(b), Resources.none)).mayHold(small)).toBe(false);
  });

  test("has nothing of what a Marathon reserved for a task, nor of volumes, nor of other roles", () => {
    const enough = parse("cpus:2;mem:64;disk:5");
    expect(new Room(enough.flatten("marathon", labelled)).mayHold(small)).toBe(false);
    expect(new Room(parse("cpus(other):2;mem(other):64")).mayHold(small)).toBe(false);
    const onDisk = needOf(appOf({ cpus: 0, mem: 0, disk: 5, ports: [] }), any);
    expect(new Room(enough).mayHold(onDisk)).toBe(true);
    expect(new Room(volumeOf(5, "marathon", "v")).mayHold(onDisk)).toBe(false);
  });

  test("must have the disk of volumes that are to be made", () => {
    const container = mesosContainer(persistentVolume("data", 10));
    const need = needOf(appOf({ cpus: 0, mem: 0, disk: 5, ports: [], container }), star);
    expect(new Room(parse("disk:15")).mayHold(need)).toBe(true);
    expect(new Room(parse("disk:14.999")).mayHold(need)).toBe(false);
  });

  test("must have as many ports, and those that are asked for by number", () => {
    const three = needOf(appOf({ cpus: 0, mem: 0, ports: [0, 0, 0] }), star);
    expect(new Room(parse("ports:[1-2,9-9]")).mayHold(three)).toBe(true);
    expect(new Room(parse("ports:[1-2]")).mayHold(three)).toBe(false);
    const exact = needOf(appOf({ cpus: 0, mem: 0, ports: [8080], requirePorts: true }), star);
    expect(new Room(parse("ports:[8080-8080]")).mayHold(exact)).toBe(true);
    expect(new Room(parse("ports:[8081-9000]")).mayHold(exact)).toBe(false);
  });
});

const amount = fc.constantFrom(0, 0.5, 1, 2);
const part = fc
  .record({
    cpus: amount,
    mem: amount,
    disk: amount,
    ports: fc.constantFrom("", ";ports:[5-5]", ";ports:[5-7,9-9]"),
    holder: fc.constantFrom("nobody", "role", "operator", "task"),
  })
  .map(({ cpus, mem, disk, ports, holder }) => {
    const plain = parse(`cpus:${cpus};mem:${mem};disk:${disk}${ports}`);
    if (holder === "nobody") return plain;
    if (holder === "role") return plain.flatten("marathon");
    return plain.flatten("marathon", holder === "task" ? labelled : reservationOf("ops"));
  });
const ports = fc.constantFrom<Readonly<Record<string, unknown>>>(
  { ports: [] },
  { ports: [0, 0] },
  { ports: [5, 9], requirePorts: true },
);

test("whoever is passed over finds nothing in the offer", () => {
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 3 }),
      fc.record({ cpus: amount, mem: amount, disk: amount }),
      ports,
      fc.constantFrom(any, star),
      fc.constantFrom<false | "either">(false, "either"),
      (parts, scalars, wanted, roles, reserved) => {
        const app = appOf({ ...scalars, ...wanted });
        const offer = parts.reduce((a, b) => a.plus(b), Resources.none);
        const selector = { roles, reserved, labels: [] };
        const { fits } = matchResources({
          offer,
          app,
          hostname: "a",
          attributes: {},
          countedTasks: new PlaceCounts([]),
          selector,
          random: () => 0,
        });
        // Without constraints, and with nobody's share left out of what is looked at, it is one and the same.
        if (fits) expect(new Room(offer).mayHold(needOf(app, roles))).toBe(true);
        else if (reserved === "either") expect(new Room(offer).mayHold(needOf(app, roles))).toBe(false);
      },
    ),
    { numRuns: 500 },
  );
});
