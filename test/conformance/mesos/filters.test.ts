/**
 * Traces of filters, ties and shares, seen on the unmodified allocator of Mesos 0.28.3 with a paused clock and agents
 * in the order of their ids (hierarchical.cpp:61-78, 874-986, 1389-1479, 1656-1678).
 */

import { describe, expect, test } from "vitest";
import type { Operation } from "../../../src/model/operations.ts";
import type { Resources } from "../../../src/model/resources.ts";
import { Sorter } from "../../../src/sim/mesos/sorter.ts";
import { AllocatorScript } from "../../support/allocator-script.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse, quantities, reservationOf, reserved, volumeOf } from "../../support/resources.ts";
import { create, launch, reserve, task } from "../../support/scripted-framework.ts";

/** When the agent is offered again to its only framework, which declined everything with one filter. */
function offeredAgain(declinedAtMs: number, refuseMs: number, untilMs = 20_000): readonly number[] {
  const script = new AllocatorScript();
  script.framework(0, "f1", "r");
  script.agent(0, "a1", "cpus:1;mem:512");
  script.recover(declinedAtMs, "f1", "a1", "cpus:1;mem:512", refuseMs);
  script.runTo(untilMs);
  return script.given.slice(1).map(({ atMs }) => atMs);
}

describe("A: how long a filter lives", () => {
  test.each([
    [0, 5000, 5000],
    [300, 5000, 6000],
    [500, 200, 2000],
    [500, 0, 1000],
  ])("set at %d ms for %d ms: offered again at %d ms", (declinedAtMs, refuseMs, againMs) => {
    expect(offeredAgain(declinedAtMs, refuseMs)).toEqual([againMs]);
  });

  test("a negative one is one of 5 s", () => {
    expect(offeredAgain(0, -1)).toEqual([5000]);
  });

  test("just short of what a Duration can hold, it never ends in a run", () => {
    expect(offeredAgain(0, 9_223_372_036_000, 86_400_000)).toEqual([]);
  });
});

test("1.9 H: refuse_seconds of 1e300, too much for a Duration, is one of 5 s", () => {
  expect(offeredAgain(0, 1e303)).toEqual([5000]);
});

describe("1.11.1: a filter set at a tick, by whoever answers at once", () => {
  const answering = (refuseMs: number): readonly number[] => {
    const script = new AllocatorScript();
    script.framework(0, "f1", "r");
    script.agent(1000, "a1", "cpus:1;mem:512");
    script.onGiven = ({ atMs, resources }) =>
      script.allocator.recoverResources("f1", "a1", resources, atMs < 2000 ? 0 : refuseMs);
    script.runTo(12_000);
    return script.given.map(({ atMs }) => atMs).filter((atMs) => atMs >= 2000);
  };

  test.each([200, 1000])("of %d ms outlives the next tick: an offer every 2 s", (refuseMs) => {
    expect(answering(refuseMs)).toEqual([2000, 4000, 6000, 8000, 10_000, 12_000]);
  });

  test("of 3 s ends before the tick of the same instant: an offer every 3 s", () => {
    expect(answering(3000)).toEqual([2000, 5000, 8000, 11_000]);
  });

  test("of 2.5 s means an offer every 3 s", () => {
    expect(answering(2500)).toEqual([2000, 5000, 8000, 11_000]);
  });
});

test("B: a fresh reservation is seen by another framework of the role first", () => {
  // f1 reserves with labels and creates a volume; leftovers carry no filter. Shares 0 and 0, counts 1 and 0: f2.
  const owner = reservationOf("p", "owner=f1");
  const mine = reserved("cpus:1;mem:64;disk:10", "r", owner);
  const data = volumeOf(10, "r", "v1", "data", owner);
  const cluster = new TestCluster();
  cluster.agent("a1", "cpus:2;mem:128;disk:20");
  const f1 = cluster.framework({ name: "f1", role: "r" }, [
    { times: 1, accept: () => [reserve(mine), create(data)], refuseMs: 0 },
  ]);
  const f2 = cluster.framework({ name: "f2", role: "r" }, [{ refuseMs: 5000 }]);
  cluster.runTo(2000);
  expect(f1.offers.map(({ atMs }) => atMs)).toEqual([0, 2000]);
  expect(f2.offers.map(({ atMs }) => atMs)).toEqual([1000]);
  for (const offer of [f2.offer(0), f1.offer(1)]) {
    expect(offer.resources.contains(data)).toBe(true);
    expect(offer.resources.contains(reserved("cpus:1;mem:64", "r", owner))).toBe(true);
  }
});

test("with the default filter an ACCEPT hides the fresh reservation from its own framework for 5 s", () => {
  const mine = reserved("cpus:1;mem:64", "r", reservationOf("p"));
  const cluster = new TestCluster();
  cluster.agent("a1", "cpus:2;mem:128");
  const f1 = cluster.framework({ name: "f1", role: "r" }, [{ times: 1, accept: () => [reserve(mine)] }]);
  cluster.runTo(6000);
  expect(f1.offers.map(({ atMs }) => atMs)).toEqual([0, 5000]);
});

describe("C: what a filter hides", () => {
  /** f1 refuses for 100 s each part that it was given at 0; then something happens; when and what is it given then? */
  function givenAfter(
    parts: readonly string[],
    happens: (script: AllocatorScript) => void,
  ): readonly string[] {
    const script = new AllocatorScript();
    script.framework(0, "f1", "r");
    script.agent(0, "a1", "cpus:4;mem:512;disk:100");
    for (const part of parts) script.recover(0, "f1", "a1", part, 100_000);
    happens(script);
    script.runTo(10_000);
    return script.lines.slice(1);
  }

  const apply =
    (atMs: number, operation: Operation) =>
    (script: AllocatorScript): void =>
      script.at(atMs, (allocator) => allocator.updateAllocation("f1", "a1", operation));

  test("two filters do not add up: neither hides the sum", () => {
    const parts = ["cpus:2;mem:256;disk:50", "cpus:2;mem:256;disk:50"];
    expect(givenAfter(parts, () => undefined)).toEqual(["1000 f1 <- a1 cpus(*):4; mem(*):512; disk(*):100"]);
  });

  test("one filter over all hides all, and any part of it", () => {
    expect(givenAfter(["cpus:4;mem:512;disk:100"], () => undefined)).toEqual([]);
  });

  test("2: resources that a task gives back later make the candidate larger than the filter", () => {
    const given = givenAfter(["cpus:3;mem:512;disk:100"], (script) =>
      script.recover(2500, "f1", "a1", "cpus:1"),
    );
    expect(given).toEqual(["3000 f1 <- a1 cpus(*):4; mem(*):512; disk(*):100"]);
  });

  test("3: a RESERVE of what is still allocated changes the candidate once it comes back", () => {
    const mine = reserved("cpus:1", "r", reservationOf("p"));
    const given = givenAfter(["cpus:3;mem:512;disk:100"], (script) => {
      apply(2000, { type: "RESERVE", resources: mine })(script);
      script.at(2500, (allocator) => allocator.recoverResources("f1", "a1", mine, null));
    });
    expect(given).toEqual(["3000 f1 <- a1 cpus(r, p):1; cpus(*):3; mem(*):512; disk(*):100"]);
  });

  test("4: as much of a volume is not as much plain disk", () => {
    const v = volumeOf(10, "r", "v");
    const script = new AllocatorScript();
    script.framework(0, "f1", "r");
    script.agent(0, "a1", "cpus:1;mem:64;disk(r):10");
    script.recover(0, "f1", "a1", "cpus:1;mem:64", 100_000);
    apply(1500, { type: "CREATE", volumes: v })(script);
    script.at(1600, (allocator) => allocator.recoverResources("f1", "a1", v, 100_000));
    script.runTo(10_000);
    // The filter on cpus and memory does not hold the volume; that on the volume does not hold cpus and memory.
    expect(script.lines.slice(1)).toEqual(["2000 f1 <- a1 disk(r)[v:path]:10; cpus(*):1; mem(*):64"]);
  });

  test("other labels are other resources", () => {
    const [one, two] = ["owner=a", "owner=b"].map((label) =>
      reserved("cpus:1", "r", reservationOf("p", label)),
    );
    const script = new AllocatorScript();
    script.framework(0, "f1", "r");
    script.agent(0, "a1", "cpus:2;mem:64");
    const relabel = (resources: Resources | undefined): void => {
      if (resources === undefined) throw new Error("there are two");
      apply(500, { type: "RESERVE", resources })(script);
      script.at(500, (allocator) => allocator.recoverResources("f1", "a1", resources, 100_000));
    };
    relabel(one);
    relabel(two);
    script.runTo(3000);
    expect(script.lines.slice(1)).toEqual([
      "1000 f1 <- a1 cpus(r, p, {owner: a}):1; cpus(r, p, {owner: b}):1",
    ]);
  });

  test("a filter is one framework's: another of the role is offered what the first refused", () => {
    const script = new AllocatorScript();
    script.framework(0, "f1", "r");
    script.agent(0, "a1", "cpus:1;mem:64");
    script.recover(0, "f1", "a1", "cpus:1;mem:64", 100_000);
    script.framework(0, "f2", "r");
    script.runTo(0);
    expect(script.lines.slice(1)).toEqual(["0 f2 <- a1 cpus(*):1; mem(*):64"]);
  });

  test("a filter is one agent's", () => {
    const script = new AllocatorScript();
    script.framework(0, "f1", "r");
    script.agent(0, "a1", "cpus:1;mem:64");
    script.recover(0, "f1", "a1", "cpus:1;mem:64", 100_000);
    script.agent(500, "a2", "cpus:1;mem:64");
    script.runTo(3000);
    expect(script.lines.slice(1)).toEqual(["500 f1 <- a2 cpus(*):1; mem(*):64"]);
  });
});

describe("what ends a filter early", () => {
  function declined(): AllocatorScript {
    const script = new AllocatorScript();
    script.framework(0, "f1", "r");
    script.agent(0, "a1", "cpus:1;mem:64");
    script.recover(0, "f1", "a1", "cpus:1;mem:64", 100_000);
    return script;
  }

  test("REVIVE, at once and on all agents", () => {
    const script = declined();
    script.at(2500, (allocator) => allocator.reviveOffers("f1"));
    script.runTo(2500);
    expect(script.lines.slice(1)).toEqual(["2500 f1 <- a1 cpus(*):1; mem(*):64"]);
  });

  test("not SUPPRESS, which ends with REVIVE too", () => {
    const script = declined();
    script.at(1500, (allocator) => allocator.suppressOffers("f1"));
    script.at(4500, (allocator) => allocator.reviveOffers("f1"));
    script.runTo(10_000);
    expect(script.lines.slice(1)).toEqual(["4500 f1 <- a1 cpus(*):1; mem(*):64"]);
  });

  test("not a new framework, nor a new agent", () => {
    const script = declined();
    script.framework(1500, "f2", "s");
    script.recover(1500, "f2", "a1", "cpus:1;mem:64", 100_000);
    script.agent(2500, "a2", "disk:1");
    script.runTo(10_000);
    expect(script.lines.slice(1)).toEqual(["1500 f2 <- a1 cpus(*):1; mem(*):64"]);
  });
});

test("a suppressed framework is passed over, and another gets its share", () => {
  const script = new AllocatorScript();
  script.framework(0, "f1", "r");
  script.framework(0, "f2", "r");
  script.at(0, (allocator) => allocator.suppressOffers("f1"));
  script.agent(1, "a1", "cpus:1;mem:64");
  script.agent(1, "a2", "cpus:1;mem:64");
  script.runTo(5000);
  expect(script.given.map(({ framework }) => framework)).toEqual(["f2", "f2"]);
});

describe("D: what is too little is never offered", () => {
  test.each(["disk:1000", "ports:[31000-32000]", "disk(r):1000;ports:[1-9];gpus:4"])("%s", (resources) => {
    const script = new AllocatorScript();
    script.framework(0, "f1", "r");
    script.agent(0, "a1", resources);
    script.runTo(10_000);
    expect(script.lines).toEqual([]);
  });

  test("a volume whose cpus and memory are in use is not seen until some come back", () => {
    const script = new AllocatorScript();
    script.framework(0, "f1", "r");
    script.agent(0, "a1", "cpus:1;mem:64;disk(r):10");
    script.at(0, (allocator) => {
      const v = volumeOf(10, "r", "v");
      allocator.updateAllocation("f1", "a1", { type: "CREATE", volumes: v });
      allocator.recoverResources("f1", "a1", v, null);
    });
    script.recover(4500, "f1", "a1", "cpus:1;mem:64");
    script.runTo(6000);
    expect(script.lines.slice(1)).toEqual(["5000 f1 <- a1 disk(r)[v:path]:10; cpus(*):1; mem(*):64"]);
  });
});

test("1.9 E: ties go by count, then by name, round after round", () => {
  const script = new AllocatorScript();
  for (const name of ["fc", "fa", "fb"]) script.framework(0, name, "r");
  for (const name of ["a1", "a2", "a3"]) script.agent(0, name, "cpus:1;mem:64");
  script.onGiven = ({ framework, agent, resources }) =>
    script.allocator.recoverResources(framework, agent, resources, 0);
  script.runTo(2000);
  const rounds = [0, 1000, 2000].map((atMs) =>
    script.given
      .filter((given) => given.atMs === atMs)
      .map(({ agent, framework }) => `${agent} ${framework}`),
  );
  for (const round of rounds) expect([...round].sort()).toEqual(["a1 fa", "a2 fb", "a3 fc"]);
});

describe("1.11.2: shares are quotients of decimal numbers", () => {
  test("0.3 of 3 comes before 100 of 1000, though both are a tenth", () => {
    // 0.3/3 is 0.09999999999999999 as doubles; in thousandths 300/3000 it would be 0.1, and the names would decide.
    const sorter = new Sorter();
    sorter.addTotal(quantities("cpus:3;mem:1000"));
    sorter.add("a");
    sorter.add("b");
    sorter.allocated("a", quantities("mem:100"));
    sorter.allocated("b", quantities("cpus:0.3"));
    expect(sorter.sort()).toEqual(["b", "a"]);
  });
});

test("1.11.5: an ACCEPT that leaves nothing over sets no filter, however long it would be", () => {
  const cluster = new TestCluster();
  cluster.agent("a1", "cpus:1;mem:64");
  const f1 = cluster.framework({ name: "f1", role: "r" }, [
    { times: 1, accept: ({ resources }) => [launch(task("t", resources, 1500))], refuseMs: 100_000 },
  ]);
  cluster.runTo(2000);
  expect(f1.offers.map(({ atMs }) => atMs)).toEqual([0, 2000]);
  expect(f1.offer(1).resources.equals(parse("cpus:1;mem:64"))).toBe(true);
});
