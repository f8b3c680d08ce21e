/** Mesos 0.28.3's own tests of the allocator (src/tests/hierarchical_allocator_tests.cpp), played on ours. */

import { describe, expect, test } from "vitest";
import { AllocatorScript } from "../../support/allocator-script.ts";
import { parse } from "../../support/resources.ts";

test("hierarchical_allocator_tests.cpp:264 UnreservedDRF, steps 1 to 5", () => {
  const script = new AllocatorScript();
  script.agent(0, "s1", "cpus:2;mem:1024");
  script.framework(0, "framework1", "role1");
  script.framework(0, "framework2", "role2");
  script.agent(0, "s2", "cpus:1;mem:512");
  script.agent(0, "s3", "cpus:3;mem:2048");
  script.framework(0, "framework3", "role1");
  script.agent(0, "s4", "cpus:4;mem:4096");
  script.framework(0, "framework4", "role1");
  script.agent(0, "s5", "cpus:1;mem:512");
  script.runTo(0);
  expect(script.lines).toEqual([
    "0 framework1 <- s1 cpus(*):2; mem(*):1024",
    "0 framework2 <- s2 cpus(*):1; mem(*):512",
    // Shares of the roles: .33 and .16.
    "0 framework2 <- s3 cpus(*):3; mem(*):2048",
    // .2 and .4; inside role1 framework1 has all, framework3 nothing.
    "0 framework3 <- s4 cpus(*):4; mem(*):4096",
    // .63 and .36: the order of the roles goes before idle framework4.
    "0 framework2 <- s5 cpus(*):1; mem(*):512",
  ]);
});

test("hierarchical_allocator_tests.cpp:388 ReservedDRF, steps 1 to 3: reserved resources count", () => {
  const script = new AllocatorScript();
  script.agent(0, "s1", "cpus:1;mem:512;cpus(role1):100;mem(role1):1024");
  script.framework(0, "framework1", "role1");
  script.framework(0, "framework2", "role2");
  script.agent(0, "s2", "cpus:2;mem:512");
  script.agent(0, "s3", "cpus:2;mem:512");
  script.framework(0, "framework3", "role1");
  script.agent(0, "s4", "cpus(role1):2;mem(role1):1024");
  script.runTo(0);
  expect(script.lines).toEqual([
    "0 framework1 <- s1 cpus(role1):100; mem(role1):1024; cpus(*):1; mem(*):512",
    "0 framework2 <- s2 cpus(*):2; mem(*):512",
    "0 framework2 <- s3 cpus(*):2; mem(*):512",
    "0 framework3 <- s4 cpus(role1):2; mem(role1):1024",
  ]);
});

test("hierarchical_allocator_tests.cpp:458 OfferFilter: two intervals long, it holds one tick and ends before the next", () => {
  const script = new AllocatorScript();
  script.framework(0, "framework1", "role");
  script.agent(0, "a1", "cpus:1;mem:512");
  script.recover(0, "framework1", "a1", "cpus:1;mem:512", 2000);
  script.runTo(1999);
  expect(script.lines).toEqual(["0 framework1 <- a1 cpus(*):1; mem(*):512"]);
  script.runTo(2000);
  expect(script.lines.slice(1)).toEqual(["2000 framework1 <- a1 cpus(*):1; mem(*):512"]);
});

test("hierarchical_allocator_tests.cpp:538 SmallOfferFilterTimeout: a filter lives through one tick at least", () => {
  const script = new AllocatorScript({ allocationIntervalMs: 60_000 });
  script.framework(0, "framework1", "role");
  // framework1 holds all of a1 before framework2 comes.
  script.agent(0, "a1", "cpus:1;mem:512");
  script.framework(0, "framework2", "role");
  script.agent(0, "a2", "cpus:1;mem:512");
  script.recover(0, "framework2", "a2", "cpus:1;mem:512", 1000);
  script.recover(61_000, "framework1", "a2", "cpus:1;mem:512");
  script.runTo(120_000);
  expect(script.lines).toEqual([
    "0 framework1 <- a1 cpus(*):1; mem(*):512",
    // Step 1: framework2 has the smaller share.
    "0 framework2 <- a2 cpus(*):1; mem(*):512",
    // Step 2: its filter of 1 s still stands, so the richer framework gets it.
    "60000 framework1 <- a2 cpus(*):1; mem(*):512",
    // Step 3: the filter is gone.
    "120000 framework2 <- a2 cpus(*):1; mem(*):512",
  ]);
});

test("hierarchical_allocator_tests.cpp:749 CoarseGrained: one whole agent each", () => {
  const script = new AllocatorScript();
  script.agent(0, "s1", "cpus:2;mem:1024");
  script.agent(0, "s2", "cpus:2;mem:1024");
  script.framework(0, "framework1", "role1");
  script.recover(0, "framework1", "s1", "cpus:2;mem:1024");
  script.recover(0, "framework1", "s2", "cpus:2;mem:1024");
  script.framework(0, "framework2", "role2");
  script.runTo(0);
  expect(script.lines.slice(0, 2)).toEqual([
    "0 framework1 <- s1 cpus(*):2; mem(*):1024",
    "0 framework1 <- s2 cpus(*):2; mem(*):1024",
  ]);
  // Shares are 0 and 0, counts 2 and 0: framework2 goes first.
  expect(script.lines.slice(2)).toEqual([
    "0 framework2 <- s1 cpus(*):2; mem(*):1024",
    "0 framework1 <- s2 cpus(*):2; mem(*):1024",
  ]);
});

test("hierarchical_allocator_tests.cpp:824 SameShareFairness: two frameworks of one share take turns", () => {
  const script = new AllocatorScript();
  script.framework(0, "framework1", "*");
  script.framework(0, "framework2", "*");
  script.agent(0, "slave", "cpus:2;mem:1024");
  script.onGiven = ({ framework, agent, resources }) =>
    script.allocator.recoverResources(framework, agent, resources, null);
  script.runTo(9000);
  expect(script.given.map(({ framework }) => framework)).toEqual(
    Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? "framework1" : "framework2")),
  );
});

describe("hierarchical_allocator_tests.cpp:871 Reservations", () => {
  const script = new AllocatorScript();
  script.agent(0, "s1", "cpus(role1):2;mem(role1):1024");
  script.agent(0, "s2", "cpus(role2):2;mem(role2):1024;cpus:1;mem:1024");
  script.agent(0, "s3", "cpus(role3):1;mem(role3):1024");
  script.framework(0, "framework1", "role1");
  script.framework(1, "framework2", "role2");
  script.runTo(5000);

  test("1: a framework gets its role's reservations and what is unreserved", () => {
    expect(script.lines.slice(0, 2)).toEqual([
      "0 framework1 <- s1 cpus(role1):2; mem(role1):1024",
      "0 framework1 <- s2 cpus(*):1; mem(*):1024",
    ]);
  });

  test("2: the framework of role2 gets role2's part, and role3's is offered to nobody", () => {
    expect(script.lines.slice(2)).toEqual(["1 framework2 <- s2 cpus(role2):2; mem(role2):1024"]);
  });
});

test("hierarchical_allocator_tests.cpp:924 RecoverResources: what comes back is offered at the next tick", () => {
  const script = new AllocatorScript();
  script.agent(0, "slave", "cpus(role1):1;mem(role1):200;cpus:1;mem:200");
  script.framework(0, "framework1", "role1");
  script.recover(0, "framework1", "slave", "cpus(role1):1;mem(role1):200");
  script.recover(1500, "framework1", "slave", "cpus:1;mem:200");
  script.runTo(2000);
  expect(script.lines).toEqual([
    "0 framework1 <- slave cpus(role1):1; mem(role1):200; cpus(*):1; mem(*):200",
    "1000 framework1 <- slave cpus(role1):1; mem(role1):200",
    // All but the reserved two: each of these, taken out, has left its place to the last one (resources.cpp:1412-1434).
    "2000 framework1 <- slave mem(*):200; cpus(*):1",
  ]);
});

describe("hierarchical_allocator_tests.cpp:987 Allocatable", () => {
  const offered = (resources: string): boolean => {
    const script = new AllocatorScript();
    script.framework(0, "framework", "role1");
    script.agent(0, "slave", resources);
    script.runTo(3000);
    if (script.given.length === 0) return false;
    expect(script.sumOf("framework").equals(parse(resources))).toBe(true);
    return true;
  };

  test("1: half of both is not enough", () => expect(offered("cpus:0.005;mem:16;disk:128")).toBe(false));
  test("2: enough cpus", () => expect(offered("cpus:0.01;mem:16;disk:128")).toBe(true));
  test("3: enough memory", () => expect(offered("cpus:0.005;mem:32;disk:128")).toBe(true));
  test("4: the sum over reserved and unreserved counts", () =>
    expect(offered("cpus:0.00666667;mem:16;cpus(role1):0.00666667;mem(role1):16;disk:128")).toBe(true));
  test("memory counts in whole megabytes (resources.cpp:1230-1238)", () => {
    expect(offered("cpus:0.005;mem:31.999")).toBe(false);
    expect(offered("cpus:0.005;mem:32.999")).toBe(true);
  });
});
