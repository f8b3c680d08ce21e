/** The algebra of resources: what adds up, what contains what, and in which order entries stand. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type Kind,
  kindOf,
  Resources,
  sameKind,
  sameReservation,
  scalar,
} from "../../src/model/resources.ts";
import { parse, reservationOf, reserved, volumeOf } from "../support/resources.ts";

const kinds = [
  kindOf("cpus"),
  kindOf("mem"),
  kindOf("cpus", "r"),
  kindOf("mem", "r"),
  kindOf("cpus", "r", {}),
  kindOf("cpus", "r", { labels: [] }),
  kindOf("cpus", "r", { principal: "p" }),
  kindOf("cpus", "r", { principal: "p", labels: [{ key: "k", value: "v" }] }),
  kindOf("cpus", "s", { principal: "p", labels: [{ key: "k", value: "v" }] }),
];

/** Any scalars of these kinds, none of them a volume. */
const scalars = fc
  .array(fc.record({ kind: fc.constantFrom(...kinds), milli: fc.integer({ min: 0, max: 5000 }) }), {
    maxLength: 12,
  })
  .map((entries) => Resources.of(...entries.map(({ kind, milli }) => scalar(kind, milli))));

describe("scalars of many kinds", () => {
  test("addition is commutative and associative", () => {
    fc.assert(
      fc.property(scalars, scalars, scalars, (a, b, c) => {
        expect(a.plus(b).equals(b.plus(a))).toBe(true);
        expect(
          a
            .plus(b)
            .plus(c)
            .equals(a.plus(b.plus(c))),
        ).toBe(true);
      }),
    );
  });

  test("what was added can be taken away again", () => {
    fc.assert(
      fc.property(scalars, scalars, (a, b) => {
        expect(a.plus(b).minus(b).equals(a)).toBe(true);
        expect(a.plus(b).contains(b)).toBe(true);
      }),
    );
  });

  test("a contains b exactly where no kind of b has more", () => {
    fc.assert(
      fc.property(scalars, scalars, (a, b) => {
        const of = (resources: Resources, wanted: Kind): number =>
          resources.entries.find(({ kind }) => kind === wanted)?.milli ?? 0;
        expect(a.contains(b)).toBe(kinds.every((kind) => of(b, kind) <= of(a, kind)));
      }),
    );
  });

  test("subtraction never leaves less than nothing (resources.cpp:1415-1440)", () => {
    fc.assert(
      fc.property(scalars, scalars, (a, b) => {
        for (const { milli } of a.minus(b).entries) expect(milli).toBeGreaterThan(0);
        expect(a.minus(a).isEmpty).toBe(true);
      }),
    );
  });

  test("flattening keeps every amount and leaves one entry per name", () => {
    fc.assert(
      fc.property(scalars, (a) => {
        const flat = a.flatten();
        expect(flat.scalars()).toEqual(new Map([...a.scalars()].filter(([, milli]) => milli > 0)));
        expect(flat.entries.length).toBe(new Set(a.entries.map(({ kind }) => kind.name)).size);
      }),
    );
  });

  test("adding never changes the summands", () => {
    const a = parse("cpus:1;mem:2");
    const before = a.toString();
    a.plus(parse("cpus:3")).minus(parse("mem:1"));
    expect(a.toString()).toBe(before);
  });
});

describe("the order of entries is Mesos'", () => {
  test("an amount joins the first entry of its kind, a new kind goes to the end (resources.cpp:1367-1400)", () => {
    expect(parse("cpus:1;mem:10").plus(parse("disk:5;cpus:2")).toString()).toBe(
      "cpus(*):3; mem(*):10; disk(*):5",
    );
  });

  test("the last entry takes the place of one that is used up (resources.cpp:1412-1434)", () => {
    const left = parse("cpus:1;mem:10;disk:5;gpus:2").minus(parse("cpus:1"));
    expect(left.toString()).toBe("gpus(*):2; mem(*):10; disk(*):5");
  });
});

describe("reservations", () => {
  test("no labels differ from an empty list of labels (resources.cpp:54-75)", () => {
    expect(sameReservation({ principal: "p" }, { principal: "p", labels: [] })).toBe(false);
    expect(sameKind(kindOf("cpus", "r", {}), kindOf("cpus", "r", { labels: [] }))).toBe(false);
  });

  test("no principal differs from an empty one", () => {
    expect(sameReservation({}, { principal: "" })).toBe(false);
    expect(sameKind(kindOf("cpus", "r", {}), kindOf("cpus", "r", { principal: "" }))).toBe(false);
  });

  test("the order of labels does not count (type_utils.cpp:261-288)", () => {
    const left = kindOf("cpus", "r", reservationOf("p", "a=1", "b=2"));
    const right = kindOf("cpus", "r", reservationOf("p", "b=2", "a=1"));
    expect(sameKind(left, right)).toBe(true);
  });

  test("each label of the left must be in the right, so {a,a,b} is {a,b,b} and {a,a,b} is {a,b,c}", () => {
    const aab = reservationOf("p", "a=1", "a=1", "b=1");
    const abb = reservationOf("p", "a=1", "b=1", "b=1");
    const abc = reservationOf("p", "a=1", "b=1", "c=1");
    expect(sameReservation(aab, abb)).toBe(true);
    expect(sameReservation(aab, abc)).toBe(true);
    expect(sameReservation(abc, aab)).toBe(false);
    expect(sameKind(kindOf("cpus", "r", aab), kindOf("cpus", "r", abb))).toBe(true);
  });

  test("a key and a value do not run into each other", () => {
    const left = kindOf("cpus", "r", { labels: [{ key: "ab", value: "c" }] });
    const right = kindOf("cpus", "r", { labels: [{ key: "a", value: "bc" }] });
    expect(sameKind(left, right)).toBe(false);
  });

  test("parts of one reservation merge and can be taken apart", () => {
    const owner = reservationOf("p", "owner=a");
    const all = reserved("cpus:1", "r", owner).plus(reserved("cpus:2", "r", owner));
    expect(all.entries.length).toBe(1);
    expect(all.minus(reserved("cpus:1", "r", owner)).equals(reserved("cpus:2", "r", owner))).toBe(true);
  });

  test("reserved(role) holds static and dynamic ones, whatever the labels, and never what is unreserved", () => {
    const all = parse("cpus:1;cpus(r):2;cpus(s):4").plus(reserved("cpus:8", "r", reservationOf("p", "a=1")));
    expect(all.reserved("r").milli("cpus")).toBe(10_000);
    expect(all.unreserved().milli("cpus")).toBe(1000);
    expect(all.reserved("*").isEmpty).toBe(true);
  });
});

describe("volumes", () => {
  test("are never merged and never split (resources.cpp:290-335)", () => {
    const v = volumeOf(10, "r", "v");
    expect(v.plus(v).entries.length).toBe(2);
    expect(volumeOf(20, "r", "v").contains(v)).toBe(false);
    expect(
      volumeOf(20, "r", "v")
        .minus(v)
        .equals(volumeOf(20, "r", "v")),
    ).toBe(true);
  });

  test("the container path is not compared (resources.cpp:146-170)", () => {
    expect(volumeOf(10, "r", "v", "here").equals(volumeOf(10, "r", "v", "there"))).toBe(true);
  });

  test("plain disk of the same role is other stuff", () => {
    expect(parse("disk(r):100").contains(volumeOf(10, "r", "v"))).toBe(false);
  });

  test("stay volumes when flattened, and count as disk", () => {
    const flat = volumeOf(10, "r", "v").plus(parse("disk(r):5")).flatten();
    expect(flat.volumes().entries.length).toBe(1);
    expect(flat.milli("disk")).toBe(15_000);
  });
});

describe("ports", () => {
  test("are taken and given back as sets", () => {
    const all = parse("ports:[31000-31009]");
    const rest = all.minus(parse("ports:[31003-31004]"));
    expect(rest.toString()).toBe("ports(*):[31000-31002,31005-31009]");
    expect(rest.count("ports")).toBe(8);
    expect(rest.contains(parse("ports:[31002-31003]"))).toBe(false);
    expect(rest.plus(parse("ports:[31003-31004]")).equals(all)).toBe(true);
  });

  test("of several roles are listed together", () => {
    expect(parse("ports:[1-2];ports(r):[4-5]").ranges("ports")).toEqual([1, 2, 4, 5]);
  });
});

describe("for people", () => {
  test("amounts are decimals summed by name, ranges are text", () => {
    const all = parse("cpus:1.5;cpus(r):0.25;mem:64;ports:[31000-31001]");
    expect(all.amounts()).toEqual({ cpus: 1.75, mem: 64, ports: "31000-31001" });
    expect(all.amountsText).toBe('{"cpus":1.75,"mem":64,"ports":"31000-31001"}');
  });

  test("the text names role, principal, labels and volume", () => {
    const owner = reservationOf("p", "k=v");
    const all = reserved("cpus:1", "r", owner).plus(volumeOf(5, "r", "id", "data", owner));
    expect(all.toString()).toBe("cpus(r, p, {k: v}):1; disk(r, p, {k: v})[id:data]:5");
  });

  test("empty amounts are not there", () => {
    expect(parse("cpus:0;mem:0").isEmpty).toBe(true);
    expect(Resources.none.toString()).toBe("");
  });
});
