/**
 * Mesos 0.28.3's own tests of quota, weights, the whitelist and operators' operations in its allocator
 * (src/tests/hierarchical_allocator_tests.cpp), played on both of ours.
 */

import { describe, expect, test } from "vitest";
import type { Operation } from "../../../src/model/operations.ts";
import type { Holdings } from "../../../src/sim/mesos/allocator-like.ts";
import { AllocatorScript } from "../../support/allocator-script.ts";
import { parse, quantities, reservationOf, reserved, volumeOf } from "../../support/resources.ts";

describe.each([
  ["the allocator", false],
  ["the exhaustive allocator", true],
])("%s", (_name, exhaustive) => {
  const newScript = (): AllocatorScript => new AllocatorScript({ exhaustive });
  const quota = (script: AllocatorScript, atMs: number, role: string, guarantee: string): void =>
    script.at(atMs, (allocator) => allocator.setQuota(role, quantities(guarantee)));
  const agentInUse = (
    script: AllocatorScript,
    atMs: number,
    name: string,
    total: string,
    used: Holdings,
  ): void => script.at(atMs, (allocator) => allocator.addAgent(name, name, parse(total), used));

  test("hierarchical_allocator_tests.cpp:1132 UpdateAvailableSuccess: an operator reserves what is free", () => {
    const script = newScript();
    const mine = reserved("cpus:25;mem:50", "role1", reservationOf("ops"));
    const results: boolean[] = [];
    script.agent(0, "s", "cpus:100;mem:100;disk:100");
    script.at(0, (allocator) => {
      results.push(allocator.updateAvailable("s", { type: "RESERVE", resources: mine }));
    });
    script.framework(0, "f", "role1");
    script.runTo(0);
    expect(results).toEqual([true]);
    expect(script.given).toHaveLength(1);
    expect(script.sumOf("f").equals(parse("cpus:75;mem:50;disk:100").plus(mine))).toBe(true);
  });

  test("hierarchical_allocator_tests.cpp:1177 UpdateAvailableFail: not what a framework holds", () => {
    const script = newScript();
    const mine = reserved("cpus:25;mem:50", "role1", reservationOf("ops"));
    const reserve: Operation = { type: "RESERVE", resources: mine };
    script.agent(0, "s", "cpus:100;mem:100;disk:100");
    script.framework(0, "f", "role1");
    script.runTo(0);
    expect(script.sumOf("f").equals(parse("cpus:100;mem:100;disk:100"))).toBe(true);
    expect(script.allocator.updateAvailable("s", reserve)).toBe(false);
    expect(script.allocator.stateOf("s")?.total.equals(parse("cpus:100;mem:100;disk:100"))).toBe(true);
  });

  test("hierarchical_allocator_tests.cpp:1359 Whitelist: a host that is added is offered at the next tick", () => {
    const script = newScript();
    script.at(0, (allocator) => allocator.updateWhitelist(new Set(["dummy-slave"])));
    script.agent(0, "s", "cpus:2;mem:1024");
    script.framework(0, "f", "*");
    script.at(1500, (allocator) => allocator.updateWhitelist(new Set(["dummy-slave", "s"])));
    script.runTo(5000);
    expect(script.lines).toEqual(["2000 f <- s cpus(*):2; mem(*):1024"]);
  });

  test("hierarchical_allocator_tests.cpp:1426 QuotaProvidesGuarantee: what a quota role declines is laid away", () => {
    const script = newScript();
    script.framework(0, "f1", "quota-role");
    quota(script, 0, "quota-role", "cpus:2;mem:1024");
    script.framework(0, "f2", "no-quota-role");
    script.agent(0, "a1", "cpus:1;mem:512");
    script.agent(0, "a2", "cpus:1;mem:512");
    script.recover(0, "f1", "a2", "cpus:1;mem:512", 2000);
    script.runTo(2000);
    expect(script.lines).toEqual([
      "0 f1 <- a1 cpus(*):1; mem(*):512",
      "0 f1 <- a2 cpus(*):1; mem(*):512",
      // Nobody at 1 s: f1 has its filter, and f2 may not have it.
      "2000 f1 <- a2 cpus(*):1; mem(*):512",
    ]);
  });

  test("hierarchical_allocator_tests.cpp:1542 RemoveQuota: fair shares hold again", () => {
    const script = newScript();
    quota(script, 0, "quota-role", "cpus:2;mem:1024");
    script.framework(0, "f1", "quota-role");
    script.framework(0, "f2", "no-quota-role");
    agentInUse(script, 0, "a1", "cpus:1;mem:512", [["f1", parse("cpus:1;mem:512")]]);
    agentInUse(script, 0, "a2", "cpus:1;mem:512", [["f1", parse("cpus:1;mem:512")]]);
    script.at(0, (allocator) => allocator.removeQuota("quota-role"));
    script.recover(0, "f1", "a1", "cpus:1;mem:512");
    script.runTo(1000);
    expect(script.lines).toEqual(["1000 f2 <- a1 cpus(*):1; mem(*):512"]);
  });

  test("hierarchical_allocator_tests.cpp:1635 MultipleFrameworksInRoleWithQuota: fair within the role, whatever is declined", () => {
    const script = newScript();
    script.framework(0, "f1a", "quota-role");
    quota(script, 0, "quota-role", "cpus:4;mem:2048");
    script.framework(0, "f2", "no-quota-role");
    script.agent(0, "a1", "cpus:1;mem:512");
    script.framework(0, "f1b", "quota-role");
    script.agent(0, "a2", "cpus:2;mem:1024");
    script.agent(0, "a3", "cpus:1;mem:512");
    script.recover(0, "f1a", "a3", "cpus:1;mem:512", 5000);
    script.runTo(1000);
    expect(script.lines).toEqual([
      "0 f1a <- a1 cpus(*):1; mem(*):512",
      "0 f1b <- a2 cpus(*):2; mem(*):1024",
      "0 f1a <- a3 cpus(*):1; mem(*):512",
      "1000 f1b <- a3 cpus(*):1; mem(*):512",
    ]);
  });

  test("hierarchical_allocator_tests.cpp:1756 QuotaAllocationGranularity: a whole agent, though the quota is less", () => {
    const script = newScript();
    script.framework(0, "f1", "quota-role");
    quota(script, 0, "quota-role", "cpus:0.5;mem:200");
    script.framework(0, "f2", "no-quota-role");
    script.agent(0, "a1", "cpus:1;mem:512");
    script.runTo(5000);
    expect(script.lines).toEqual(["0 f1 <- a1 cpus(*):1; mem(*):512"]);
  });

  test("hierarchical_allocator_tests.cpp:1812 DRFWithQuota: what no quota needs goes to the others", () => {
    const script = newScript();
    quota(script, 0, "quota-role", "cpus:0.25;mem:128");
    script.framework(0, "f1", "quota-role");
    script.framework(0, "f2", "no-quota-role");
    agentInUse(script, 0, "a1", "cpus:1;mem:512", [["f1", parse("cpus:0.25;mem:128")]]);
    script.agent(0, "a2", "cpus:1;mem:512");
    script.runTo(5000);
    expect(script.lines).toEqual([
      "0 f2 <- a1 cpus(*):0.75; mem(*):384",
      // f1 has less, but its role's quota is met already.
      "0 f2 <- a2 cpus(*):1; mem(*):512",
    ]);
  });

  test("hierarchical_allocator_tests.cpp:1909 QuotaAgainstStarvation: setting a quota allocates at once", () => {
    const script = newScript();
    script.framework(0, "f1", "quota-role");
    script.framework(0, "f2", "no-quota-role");
    agentInUse(script, 0, "a1", "cpus:1;mem:512", [["f1", parse("cpus:1;mem:512")]]);
    script.agent(0, "a2", "cpus:1;mem:512");
    script.recover(0, "f2", "a2", "cpus:1;mem:512", 0);
    script.recover(1000, "f2", "a2", "cpus:1;mem:512", 0);
    quota(script, 1000, "quota-role", "cpus:2;mem:1024");
    script.runTo(1000);
    expect(script.lines).toEqual([
      "0 f2 <- a2 cpus(*):1; mem(*):512",
      "1000 f2 <- a2 cpus(*):1; mem(*):512",
      "1000 f1 <- a2 cpus(*):1; mem(*):512",
    ]);
  });

  test("hierarchical_allocator_tests.cpp:2035 QuotaAbsentFramework: it is laid away for a role without frameworks", () => {
    const script = newScript();
    quota(script, 0, "quota-role", "cpus:2;mem:1024");
    script.framework(0, "f", "no-quota-role");
    script.agent(0, "a1", "cpus:2;mem:1024");
    script.agent(0, "a2", "cpus:1;mem:512");
    script.runTo(5000);
    expect(script.lines).toEqual(["0 f <- a2 cpus(*):1; mem(*):512"]);
  });

  test("hierarchical_allocator_tests.cpp:2113 MultiQuotaAbsentFrameworks: an absent one stops no other quota role", () => {
    const script = newScript();
    script.agent(0, "a", "cpus:2;mem:2048");
    quota(script, 0, "quota-role-1", "cpus:1;mem:1024");
    quota(script, 0, "quota-role-2", "cpus:2;mem:2048");
    script.framework(0, "f", "quota-role-2");
    script.runTo(0);
    expect(script.lines).toEqual(["0 f <- a cpus(*):2; mem(*):2048"]);
  });

  test("hierarchical_allocator_tests.cpp:2158 MultiQuotaWithFrameworks: the role under quota goes first, whatever its share", () => {
    const script = newScript();
    quota(script, 0, "quota-role-1", "cpus:1;mem:200");
    quota(script, 0, "quota-role-2", "cpus:2;mem:2000");
    script.framework(0, "f1", "quota-role-1");
    script.framework(0, "f2", "quota-role-2");
    agentInUse(script, 0, "a1", "cpus:1;mem:1024", [["f1", parse("cpus:1;mem:1024")]]);
    agentInUse(script, 0, "a2", "cpus:1;mem:1024", [["f2", parse("cpus:1;mem:1024")]]);
    script.agent(0, "a3", "cpus:2;mem:2048");
    script.runTo(0);
    expect(script.lines).toEqual(["0 f2 <- a3 cpus(*):2; mem(*):2048"]);
  });

  test("hierarchical_allocator_tests.cpp:2246 ReservationWithinQuota: a reserved part counts for the quota", () => {
    const script = newScript();
    quota(script, 0, "quota-role", "cpus:2;mem:256");
    script.framework(0, "f1", "quota-role");
    script.framework(0, "f2", "non-quota-role");
    agentInUse(script, 0, "a1", "cpus:8;mem(quota-role):256", [["f1", parse("cpus:2;mem(quota-role):256")]]);
    script.agent(0, "a2", "cpus:4");
    script.runTo(0);
    expect(script.lines).toEqual(["0 f2 <- a1 cpus(*):6", "0 f2 <- a2 cpus(*):4"]);
  });

  test("hierarchical_allocator_tests.cpp:2322 DeactivateAndReactivateFramework: suppression ends with a connection", () => {
    const script = newScript();
    script.agent(0, "a", "cpus:2;mem:1024");
    script.framework(0, "f", "role1");
    script.recover(0, "f", "a", "cpus:2;mem:1024");
    script.at(0, (allocator) => allocator.suppressOffers("f"));
    script.at(0, (allocator) => allocator.deactivateFramework("f"));
    script.at(1500, (allocator) => allocator.activateFramework("f"));
    script.runTo(5000);
    expect(script.lines).toEqual(["0 f <- a cpus(*):2; mem(*):1024", "1500 f <- a cpus(*):2; mem(*):1024"]);
  });

  describe("hierarchical_allocator_tests.cpp:2772 UpdateWeight", () => {
    const script = newScript();
    for (let i = 1; i <= 6; i++) script.agent(0, `a${i}`, "cpus:2;mem:1024");
    script.framework(0, "f1", "role1");
    script.framework(0, "f2", "role2");
    // Whatever is given goes back without a filter, but for what the last run gives.
    script.onGiven = ({ atMs, framework, agent, resources }) => {
      if (atMs < 2500) script.allocator.recoverResources(framework, agent, resources, null);
    };
    script.at(1500, (allocator) => allocator.updateWeights(new Map([["role2", 2]])));
    script.at(2500, (allocator) => allocator.updateWeights(new Map([["role3", 3]])));
    script.framework(2500, "f3", "role3");
    script.runTo(2500);

    const agentsOf = (framework: string, atMs: number): readonly string[] =>
      script.given
        .filter((one) => one.framework === framework && one.atMs === atMs)
        .map(({ agent }) => agent);

    test("1: the first to come gets all", () => {
      expect(agentsOf("f1", 0)).toHaveLength(6);
      expect(agentsOf("f2", 0)).toEqual([]);
    });

    test("2: with equal weights, three agents each", () => {
      expect([agentsOf("f1", 1000).length, agentsOf("f2", 1000).length]).toEqual([3, 3]);
    });

    test("3: with weights 1 and 2, two and four; role1's higher count gives it a2 and a5 (mesos 1.9 G)", () => {
      expect(agentsOf("f1", 1500)).toEqual(["a2", "a5"]);
      expect(agentsOf("f2", 1500)).toEqual(["a1", "a3", "a4", "a6"]);
    });

    test("4: a weight of a role without frameworks does nothing; once it has one: one, two and three", () => {
      const counts = ["f1", "f2", "f3"].map((framework) => agentsOf(framework, 2500).length);
      expect(counts).toEqual([1, 2, 3]);
    });
  });

  test("hierarchical_allocator_tests.cpp:1058 UpdateAllocation: a volume that was created is offered once it is free", () => {
    const script = newScript();
    const v = volumeOf(5, "role1", "id1", "path1");
    script.agent(0, "s", "cpus:100;mem:100;disk(role1):100");
    script.framework(0, "f", "role1");
    script.at(0, (allocator) => allocator.updateAllocation("f", "s", { type: "CREATE", volumes: v }));
    const updated = parse("cpus:100;mem:100;disk(role1):95").plus(v);
    script.at(0, (allocator) => allocator.recoverResources("f", "s", updated, null));
    script.runTo(1000);
    expect(script.given.map(({ atMs }) => atMs)).toEqual([0, 1000]);
    expect(script.given.at(-1)?.resources.equals(updated)).toBe(true);
  });

  describe("1.9, seen on the unmodified allocator", () => {
    test("1.9 F: a framework that was deactivated and activated wins ties again", () => {
      const script = newScript();
      script.agent(0, "a1", "cpus:1;mem:512");
      script.framework(0, "fa", "r");
      script.framework(0, "fb", "r");
      script.onGiven = ({ framework, agent, resources, atMs }) => {
        if (atMs < 3000) script.allocator.recoverResources(framework, agent, resources, null);
      };
      script.at(1500, (allocator) => {
        allocator.deactivateFramework("fa");
        allocator.activateFramework("fa");
      });
      script.runTo(2000);
      // Counts 1 and 0: fb. Then, at its activation, fa has 0 again, and at the next tick both have 1: by name.
      expect(script.given.map(({ atMs, framework }) => [atMs, framework])).toEqual([
        [0, "fa"],
        [1000, "fb"],
        [1500, "fa"],
        [2000, "fa"],
      ]);
    });

    test("1.9 G: weights 1 and 2 share six agents in one run", () => {
      const script = newScript();
      script.at(0, (allocator) => allocator.updateWeights(new Map([["role2", 2]])));
      // Both are there before any agent may be offered: one run over all six.
      script.at(0, (allocator) => allocator.updateWhitelist(new Set()));
      script.framework(0, "f1", "role1");
      script.framework(0, "f2", "role2");
      for (let i = 1; i <= 6; i++) script.agent(0, `a${i}`, "cpus:2;mem:1024");
      script.at(500, (allocator) => allocator.updateWhitelist(null));
      script.runTo(1000);
      const agentsOf = (framework: string): readonly string[] =>
        script.given.filter((one) => one.framework === framework).map(({ agent }) => agent);
      expect(agentsOf("f1")).toEqual(["a1", "a4"]);
      expect(agentsOf("f2")).toEqual(["a2", "a3", "a5", "a6"]);
    });
  });

  describe("1.11, seen on the unmodified allocator", () => {
    test("1.11.3: setting a quota counts one allocation per agent on which its role holds something", () => {
      // r1 holds 2 cpus of two agents and r2 of one: the shares are the same, the counts 2 and 1.
      const script = newScript();
      script.framework(0, "f1", "r1");
      script.framework(0, "f2", "r2");
      agentInUse(script, 0, "a1", "cpus:1;mem:64", [["f1", parse("cpus:1;mem:64")]]);
      agentInUse(script, 0, "a2", "cpus:1;mem:64", [["f1", parse("cpus:1;mem:64")]]);
      agentInUse(script, 0, "a3", "cpus:2;mem:128", [["f2", parse("cpus:2;mem:128")]]);
      quota(script, 0, "r1", "cpus:4;mem:256");
      quota(script, 0, "r2", "cpus:4;mem:256");
      script.agent(0, "a4", "cpus:1;mem:64");
      script.runTo(0);
      expect(script.lines).toEqual(["0 f2 <- a4 cpus(*):1; mem(*):64"]);
    });

    test("1.11.4: quota that is laid away comes off the unreserved part; reserved parts are budgeted by themselves", () => {
      const script = newScript();
      quota(script, 0, "quota-role", "cpus:2;mem:64");
      script.framework(0, "f", "r");
      // All that is unreserved is laid away for a role without frameworks; r's own part is offered all the same.
      script.agent(0, "a1", "cpus:2;mem:64");
      script.agent(0, "a2", "cpus(r):2;mem(r):64");
      script.runTo(2000);
      expect(script.lines).toEqual(["0 f <- a2 cpus(r):2; mem(r):64"]);
    });

    test("1.11.8: a weight for a role without frameworks does not allocate, one for another does, at once", () => {
      const script = newScript();
      script.agent(0, "a", "cpus:1;mem:64");
      script.framework(0, "f", "r");
      script.recover(0, "f", "a", "cpus:1;mem:64");
      script.at(300, (allocator) => allocator.updateWeights(new Map([["s", 2]])));
      script.at(600, (allocator) => allocator.updateWeights(new Map([["r", 2]])));
      script.runTo(2000);
      expect(script.given.map(({ atMs }) => atMs)).toEqual([0, 600]);
    });

    test("1.11.9: what a disconnected framework holds still counts for its role", () => {
      const script = newScript();
      script.framework(0, "f1", "r1");
      script.framework(0, "g1", "r1");
      script.framework(0, "f2", "r2");
      // r1's f1 holds a1 and is gone from its sorter; so r2 gets a2, and not r1's g1, whose name comes before.
      agentInUse(script, 0, "a1", "cpus:1;mem:64", [["f1", parse("cpus:1;mem:64")]]);
      script.at(0, (allocator) => allocator.deactivateFramework("f1"));
      script.agent(500, "a2", "cpus:1;mem:64");
      script.runTo(500);
      expect(script.lines).toEqual(["500 f2 <- a2 cpus(*):1; mem(*):64"]);
    });

    test("1.11.9: reviving a framework that was not suppressed allocates at once", () => {
      const script = newScript();
      script.agent(0, "a", "cpus:1;mem:64");
      script.framework(0, "f", "r");
      script.recover(0, "f", "a", "cpus:1;mem:64");
      script.at(400, (allocator) => allocator.reviveOffers("f"));
      script.runTo(400);
      expect(script.given.map(({ atMs }) => atMs)).toEqual([0, 400]);
    });
  });
});
