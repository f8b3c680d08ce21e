/** Mesos 0.28.3's own tests of the DRF sorter (src/tests/sorter_tests.cpp), played on ours. */

import { describe, expect, test } from "vitest";
import { applyOperation } from "../../../src/model/operations.ts";
import { Resources } from "../../../src/model/resources.ts";
import { Sorter } from "../../../src/sim/mesos/sorter.ts";
import { parse, quantities, volumeOf } from "../../support/resources.ts";

/** A sorter with a total and clients that hold something, each with one allocation. */
function sorterWith(total: string, clients: Readonly<Record<string, string>> = {}): Sorter {
  const sorter = new Sorter();
  sorter.addTotal(quantities(total));
  for (const [name, held] of Object.entries(clients)) {
    sorter.add(name);
    sorter.allocated(name, quantities(held));
  }
  return sorter;
}

function addClient(sorter: Sorter, name: string, held: string, weight = 1): void {
  sorter.add(name, weight);
  sorter.allocated(name, quantities(held));
}

describe("sorter_tests.cpp:43 DRFSorter", () => {
  const step1 = (): Sorter => sorterWith("cpus:100;mem:100", { a: "cpus:5;mem:5", b: "cpus:6;mem:6" });

  function step2(): Sorter {
    const sorter = step1();
    addClient(sorter, "c", "cpus:1;mem:1");
    addClient(sorter, "d", "cpus:3;mem:1");
    return sorter;
  }

  function step3(): Sorter {
    const sorter = step2();
    sorter.remove("a");
    sorter.unallocated("b", quantities("cpus:4;mem:4"));
    return sorter;
  }

  function step4(): Sorter {
    const sorter = step3();
    addClient(sorter, "e", "cpus:1;mem:5");
    sorter.removeTotal(quantities("cpus:50;mem:0"));
    return sorter;
  }

  function step5(): Sorter {
    const sorter = step4();
    sorter.addTotal(quantities("cpus:0;mem:100"));
    addClient(sorter, "f", "cpus:5;mem:1");
    sorter.allocated("c", quantities("cpus:0;mem:15"));
    return sorter;
  }

  test("step 1: .05 before .06", () => expect(step1().sort()).toEqual(["a", "b"]));
  test("step 2: .01 .03 .05 .06", () => expect(step2().sort()).toEqual(["c", "d", "a", "b"]));
  test("step 3: a is gone, b gave back: .01 .02 .03", () => expect(step3().sort()).toEqual(["c", "b", "d"]));
  test("step 4: half of the cpus are gone: .02 .04 .05 .06", () =>
    expect(step4().sort()).toEqual(["c", "b", "e", "d"]));
  test("step 5: the memory has doubled: .025 .04 .06 .08 .1", () =>
    expect(step5().sort()).toEqual(["e", "b", "d", "c", "f"]));

  test("step 6: d is deactivated and stays a client, then is activated", () => {
    const sorter = step5();
    expect([sorter.contains("b"), sorter.contains("a")]).toEqual([true, false]);
    sorter.deactivate("d");
    expect(sorter.contains("d")).toBe(true);
    expect(sorter.sort()).toEqual(["e", "b", "c", "f"]);
    sorter.activate("d");
    expect(sorter.sort()).toEqual(["e", "b", "d", "c", "f"]);
  });
});

describe("sorter_tests.cpp:127 WDRFSorter", () => {
  function step1(): Sorter {
    const sorter = sorterWith("cpus:100;mem:100", { a: "cpus:5;mem:5" });
    addClient(sorter, "b", "cpus:6;mem:6", 2);
    return sorter;
  }

  function step2(): Sorter {
    const sorter = step1();
    addClient(sorter, "c", "cpus:4;mem:4");
    return sorter;
  }

  function step3(): Sorter {
    const sorter = step2();
    addClient(sorter, "d", "cpus:10;mem:20", 10);
    return sorter;
  }

  test("step 1: .03 of weight 2 before .05", () => expect(step1().sort()).toEqual(["b", "a"]));

  test("step 2: c, then d of weight 10", () => {
    expect(step2().sort()).toEqual(["b", "c", "a"]);
    expect(step3().sort()).toEqual(["d", "b", "c", "a"]);
  });

  test("step 3: b is gone, d grows to .045", () => {
    const sorter = step3();
    sorter.remove("b");
    expect(sorter.sort()).toEqual(["d", "c", "a"]);
    sorter.allocated("d", quantities("cpus:10;mem:25"));
    expect(sorter.sort()).toEqual(["c", "d", "a"]);
  });

  test("step 4: a weight below 1 makes a client look rich", () => {
    const sorter = step3();
    sorter.remove("b");
    sorter.allocated("d", quantities("cpus:10;mem:25"));
    addClient(sorter, "e", "cpus:1;mem:1", 0.1);
    expect(sorter.sort()).toEqual(["c", "d", "a", "e"]);
    sorter.remove("a");
    expect(sorter.sort()).toEqual(["c", "d", "e"]);
  });
});

test("sorter_tests.cpp:182 SplitResourceShares: disk counts whole, plain or in two volumes", () => {
  const volumes = volumeOf(5, "*", "ID2", "data").plus(volumeOf(5, "*", "ID2", "data"));
  const sorter = new Sorter();
  sorter.add("a");
  sorter.add("b");
  sorter.addTotal(parse("cpus:100;mem:100;disk:95").plus(volumes).scalars());
  sorter.allocated("a", quantities("cpus:9;mem:9;disk:9"));
  sorter.allocated("b", parse("cpus:9;mem:9").plus(volumes).scalars());
  expect(sorter.sort()).toEqual(["a", "b"]);
});

test("sorter_tests.cpp:215 UpdateAllocation: what a CREATE leaves is the same quantity to the sorter", () => {
  // Our sorter knows quantities only, which no operation changes; which resources they are, the agents know.
  const held = parse("cpus:10;mem:10;disk(r):10");
  const created = applyOperation(held, { type: "CREATE", volumes: volumeOf(5, "r", "ID", "data") });
  expect(created.ok && created.resources.volumes().entries.length).toBe(1);
  const after = created.ok ? created.resources : Resources.none;
  const sorter = sorterWith("cpus:10;mem:10;disk:10");
  sorter.add("a");
  sorter.allocated("a", held.scalars());
  expect(new Map(sorter.allocationOf("a"))).toEqual(new Map(after.scalars()));
});

test("sorter_tests.cpp:255 MultipleSlaves: what a client has of two agents adds up", () => {
  const agent = parse("cpus:2;mem:512;ports:[31000-32000]");
  const sorter = new Sorter();
  sorter.add("framework");
  for (let i = 0; i < 2; i++) {
    sorter.addTotal(agent.scalars());
    sorter.allocated("framework", agent.scalars());
  }
  // Ports do not count (sorter.cpp:322-366).
  expect(new Map(sorter.allocationOf("framework"))).toEqual(quantities("cpus:4;mem:1024"));
});

test("sorter_tests.cpp:329 UpdateTotal: the order follows a new total", () => {
  const sorter = sorterWith("cpus:10;mem:100", { a: "cpus:2;mem:1", b: "cpus:1;mem:2" });
  expect(sorter.sort()).toEqual(["b", "a"]);
  sorter.removeTotal(quantities("cpus:10;mem:100"));
  sorter.addTotal(quantities("cpus:100;mem:10"));
  expect(sorter.sort()).toEqual(["a", "b"]);
});

test("sorter_tests.cpp:370 MultipleSlavesUpdateTotal: the order follows a new total of one agent", () => {
  const sorter = sorterWith("cpus:5;mem:50", { a: "cpus:2;mem:1", b: "cpus:1;mem:3" });
  sorter.addTotal(quantities("cpus:5;mem:50"));
  expect(sorter.sort()).toEqual(["b", "a"]);
  sorter.removeTotal(quantities("cpus:5;mem:50"));
  sorter.addTotal(quantities("cpus:95;mem:50"));
  expect(sorter.sort()).toEqual(["a", "b"]);
});
