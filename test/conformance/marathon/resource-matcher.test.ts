/** ResourceMatcherTest.scala (Marathon v1.1.1). */

import { describe, expect, test } from "vitest";
import type { AppDefinition } from "../../../src/model/app/definition.ts";
import { PlaceCounts, type Placed } from "../../../src/model/placed.ts";
import { Resources } from "../../../src/model/resources.ts";
import { type MatchResult, matchResources } from "../../../src/sim/marathon/matching/resource-matcher.ts";
import { type ResourceSelector, unreservedOnly } from "../../../src/sim/marathon/matching/selector.ts";
import { appOf } from "../../support/apps.ts";
import { parse, reservationOf, volumeOf } from "../../support/resources.ts";

const basicOffer = parse("cpus:4;mem:16000;disk:1;ports:[31000-32000]");
const twoPorts = { cpus: 1, mem: 128, disk: 0, ports: [0, 0] };

interface Where {
  readonly hostname?: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly counted?: readonly Placed[];
}

function match(
  offer: Resources,
  app: AppDefinition,
  selector: ResourceSelector,
  where: Where = {},
): MatchResult {
  const { hostname = "localhost", attributes = {}, counted = [] } = where;
  return matchResources({
    offer,
    app,
    hostname,
    attributes,
    countedTasks: new PlaceCounts(
      app.constraints.map(({ field }) => field),
      counted,
    ),
    selector,
    random: () => 0,
  });
}

const roles = (reserved: boolean, ...names: readonly string[]): ResourceSelector => ({
  roles: new Set(names),
  reserved,
  labels: [],
});

function consumedBy(result: MatchResult): Resources {
  if (!result.fits) throw new Error(result.reasons.join());
  return result.consumed;
}

test("ResourceMatcherTest.scala:20 disk 0 needs no disk in the offer", () => {
  const result = match(parse("cpus:4;mem:16000;ports:[31000-32000]"), appOf(twoPorts), unreservedOnly);
  expect(consumedBy(result).toString()).toBe("cpus(*):1; mem(*):128; ports(*):[31000-31001]");
  expect(result).toMatchObject({ hostPorts: [31000, 31001] });
});

test("ResourceMatcherTest.scala:49 success", () => {
  const result = match(basicOffer, appOf(twoPorts), unreservedOnly);
  expect(consumedBy(result).toString()).toBe("cpus(*):1; mem(*):128; ports(*):[31000-31001]");
});

describe("ResourceMatcherTest.scala:71 reservations preserved", () => {
  const offer = Resources.none
    .plus(parse("cpus:1").flatten("marathon", reservationOf("cpuPrincipal", "some=label")))
    .plus(parse("cpus:1").flatten("marathon", reservationOf("cpuPrincipal", "some=label2")))
    .plus(parse("mem:128").flatten("*", reservationOf("memPrincipal", "resource=mem")))
    .plus(parse("disk:2").flatten("*", reservationOf("memPrincipal", "resource=disk")))
    .plus(parse("ports:[80-80]").flatten("*", reservationOf("portPrincipal", "resource=ports")));
  const app = appOf({ cpus: 2, mem: 128, disk: 2, ports: [0] });

  test("each amount is consumed under its own reservation", () => {
    const consumed = consumedBy(match(offer, app, roles(true, "*", "marathon")));
    expect(consumed.equals(offer)).toBe(true);
    expect(consumed.entries).toHaveLength(5);
  });

  test("unreserved matching takes none of it", () => {
    expect(match(offer, app, roles(false, "*", "marathon"))).toEqual({
      fits: false,
      reasons: ["too-little-cpus", "too-little-mem", "too-little-disk"],
    });
  });
});

test("ResourceMatcherTest.scala:133 resources with disk infos are not considered", () => {
  const offer = parse("cpus:1")
    .plus(parse("mem:128"))
    .flatten("marathon", reservationOf("p", "some=label"))
    .plus(volumeOf(1024, "marathon", "disk", "path", reservationOf("p", "some=label")));
  const app = appOf({ cpus: 1, mem: 128, disk: 2, ports: [] });
  expect(match(offer, app, roles(true, "*", "marathon"))).toEqual({
    fits: false,
    reasons: ["too-little-disk"],
  });
});

test("ResourceMatcherTest.scala:161 success with preserved roles", () => {
  const offer = parse("cpus(marathon):4;mem(marathon):16000;disk(marathon):1;ports(marathon):[31000-32000]");
  expect(consumedBy(match(offer, appOf(twoPorts), roles(false, "marathon"))).toString()).toBe(
    "cpus(marathon):1; mem(marathon):128; ports(marathon):[31000-31001]",
  );
});

test("ResourceMatcherTest.scala:183 wrong role", () => {
  const offer = parse("cpus(marathon):4;mem(marathon):16000;disk(marathon):1;ports(marathon):[31000-32000]");
  expect(match(offer, appOf(twoPorts), unreservedOnly).fits).toBe(false);
});

test.each([
  ["ResourceMatcherTest.scala:200 success with constraints", "host1", true],
  ["ResourceMatcherTest.scala:221 fails on constraints", "host2", false],
])("%s", (_, host, fits) => {
  const app = appOf({ cpus: 1, mem: 128, disk: 0, constraints: [["hostname", "LIKE", host]] });
  const result = match(parse("cpus:4;mem:16000;disk:1;ports:[0-0]"), app, unreservedOnly, {
    hostname: "host1",
  });
  expect(result.fits).toBe(fits);
  if (!result.fits) expect(result.reasons).toEqual(["constraint-like"]);
});

test.each([
  [
    "ResourceMatcherTest.scala:242 cpu",
    "cpus:0.1;mem:16000;disk:1;ports:[31000-32000]",
    0,
    "too-little-cpus",
  ],
  ["ResourceMatcherTest.scala:257 mem", "cpus:4;mem:0.1;disk:1;ports:[31000-32000]", 0, "too-little-mem"],
  [
    "ResourceMatcherTest.scala:272 disk",
    "cpus:4;mem:16000;disk:0.1;ports:[31000-32000]",
    1,
    "too-little-disk",
  ],
  ["ResourceMatcherTest.scala:287 ports", "cpus:4;mem:16000;disk:1;ports:[0-0]", 0, "too-few-ports"],
])("%s fails", (_, offer, disk, reason) => {
  const app = appOf({ ...twoPorts, disk, ports: [1, 2] });
  expect(match(parse(offer), app, unreservedOnly)).toEqual({ fits: false, reasons: [reason] });
});

describe("tasks of older configurations", () => {
  const app = appOf({
    constraints: [
      ["region", "GROUP_BY", "2"],
      ["zone", "GROUP_BY", "4"],
    ],
  });
  const attributes = { region: "pl-east", zone: "pl-east-1b" };
  const zones = [
    "pl-east/pl-east-1a",
    "pl-east/pl-east-1a",
    "pl-east/pl-east-1a",
    "pl-west/pl-west-1a",
    "pl-west/pl-west-1b",
  ];
  const counted = zones.map((place): Placed => {
    const [region = "", zone = ""] = place.split("/");
    return { hostname: "host", attributes: { region, zone } };
  });
  const offer = parse("cpus:4;mem:16000;disk:1;ports:[0-0]");

  test("ResourceMatcherTest.scala:302 do not count: the caller leaves them out", () => {
    expect(match(offer, app, unreservedOnly, { attributes, counted: [] }).fits).toBe(true);
  });

  test("ResourceMatcherTest.scala:346 of the current one count", () => {
    expect(match(offer, app, unreservedOnly, { attributes, counted })).toEqual({
      fits: false,
      reasons: ["constraint-group-by"],
    });
  });
});

test("ResourceUtilTest.scala:44 what is consumed is the very kind that is taken: reserved or not, volume or not", () => {
  const volume = volumeOf(1024, "role", "persistenceId", "path", reservationOf("principal"));
  const plain = parse("disk(role):1024");
  expect(volume.minus(volume).entries).toEqual([]);
  expect(plain.minus(plain).entries).toEqual([]);
  expect(plain.plus(volume).minus(volume).equals(plain)).toBe(true);
  expect(plain.plus(volume).minus(plain).equals(volume)).toBe(true);
  // What is not there cannot be taken.
  expect(plain.contains(volume)).toBe(false);
  expect(volume.contains(plain)).toBe(false);
});
