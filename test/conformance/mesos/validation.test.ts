/** Mesos 0.28.3's own tests of operations (src/tests/master_validation_tests.cpp), played on our checks. */

import { describe, expect, test } from "vitest";
import { kindOf, Resources, scalar, volume } from "../../../src/model/resources.ts";
import type { TaskInfo } from "../../../src/model/tasks.ts";
import {
  refuseCreate,
  refuseDestroy,
  refuseOperation,
  refuseReserve,
  refuseUnreserve,
} from "../../../src/sim/mesos/validation.ts";
import { TestCluster } from "../../support/cluster.ts";
import { parse, reservationOf, reserved, volumeOf } from "../../support/resources.ts";
import { create, launch, reserve, type ScriptedFramework, task } from "../../support/scripted-framework.ts";

const p = reservationOf("principal");
const caller = { principal: "principal", role: "role" };
const dynamic = reserved("cpus:8", "role", p);

describe("resources of an operation", () => {
  test("master_validation_tests.cpp:104 InvalidRoleReservationPair: role * cannot be reserved", () => {
    const star = Resources.of(scalar(kindOf("cpus", "*", p), 8000));
    expect(refuseReserve(star, { ...caller, role: null })).toBe("not-reserved");
    expect(refuseUnreserve(star)).toBe("not-reserved");
  });

  test("master_validation_tests.cpp:113 PersistentVolume: of a role's disk", () => {
    expect(refuseCreate(volumeOf(128, "role1", "id1", "path1"), Resources.none)).toBeNull();
  });

  test("master_validation_tests.cpp:122 UnreservedDiskInfo: not of unreserved disk", () => {
    expect(refuseCreate(volumeOf(128, "*", "id1", "path1"), Resources.none)).toBe("not-reserved");
  });

  test.each(["id1/", "a/b", "a\\b", "a\u0007", "a\u007f", "a\n"])(
    "master_validation_tests.cpp:131 InvalidPersistenceID: %j",
    (id) => {
      expect(refuseCreate(volumeOf(128, "role1", id, "path1"), Resources.none)).toBe("bad-persistence-id");
    },
  );

  test("Marathon's own persistence ids, with # and dots, are valid", () => {
    expect(refuseCreate(volumeOf(128, "role1", "app.db#data#1-2-3", "data"), Resources.none)).toBeNull();
  });
});

describe("RESERVE", () => {
  test("master_validation_tests.cpp:192 MatchingRole: for the framework's own role only (since 0.28.3)", () => {
    const other = reserved("cpus:8", "resourceRole", p);
    expect(refuseReserve(other, { ...caller, role: "frameworkRole" })).toBe("role-mismatch");
    // An operator may reserve for any role.
    expect(refuseReserve(other, { ...caller, role: null })).toBeNull();
  });

  test("master_validation_tests.cpp:206 DisallowStarRoleFrameworks", () => {
    const star = Resources.of(scalar(kindOf("cpus", "*", p), 8000));
    expect(refuseReserve(star, { principal: "principal", role: "*" })).toBe("role-is-star");
    expect(refuseReserve(dynamic, { principal: "principal", role: "*" })).toBe("role-is-star");
  });

  test("master_validation_tests.cpp:222 DisallowReserveForStarRole", () => {
    const star = Resources.of(scalar(kindOf("cpus", "*", p), 8000));
    expect(refuseReserve(star, { principal: "principal", role: "frameworkRole" })).toBe("not-reserved");
  });

  test("master_validation_tests.cpp:238 MatchingPrincipal", () => {
    expect(refuseReserve(dynamic, caller)).toBeNull();
  });

  test("master_validation_tests.cpp:253 NonMatchingPrincipal", () => {
    const other = reserved("cpus:8", "role", reservationOf("principal2"));
    expect(refuseReserve(other, { ...caller, principal: "principal1" })).toBe("principal-mismatch");
  });

  test("master_validation_tests.cpp:267 FrameworkMissingPrincipal", () => {
    expect(refuseReserve(dynamic, { ...caller, principal: null })).toBe("principal-mismatch");
  });

  test("master_validation_tests.cpp:281 ReservationInfoMissingPrincipal", () => {
    expect(refuseReserve(reserved("cpus:8", "role", {}), caller)).toBe("principal-mismatch");
  });

  test("master_validation_tests.cpp:297 StaticReservation", () => {
    expect(refuseReserve(parse("cpus(role):8"), caller)).toBe("not-dynamically-reserved");
  });

  test("master_validation_tests.cpp:310 NoPersistentVolumes: plain resources", () => {
    expect(refuseReserve(dynamic.plus(reserved("mem:8", "role", p)), caller)).toBeNull();
  });

  test("master_validation_tests.cpp:324 PersistentVolumes", () => {
    const v = volumeOf(128, "role", "id1", "path1", p);
    expect(refuseReserve(dynamic.plus(v), caller)).toBe("is-a-volume");
    const ofStatic = volumeOf(128, "role", "id1", "path1");
    expect(refuseReserve(dynamic.plus(ofStatic), caller)).toBe("not-dynamically-reserved");
  });
});

describe("UNRESERVE", () => {
  test("master_validation_tests.cpp:345 WithoutACL: whoever asks", () => {
    expect(refuseUnreserve(dynamic)).toBeNull();
    expect(
      refuseOperation({ type: "UNRESERVE", resources: dynamic }, { principal: "x", role: "y" }, dynamic),
    ).toBeNull();
  });

  test("master_validation_tests.cpp:359 FrameworkMissingPrincipal: no principal is fine", () => {
    expect(refuseUnreserve(reserved("cpus:8", "role", {}))).toBeNull();
  });

  test("master_validation_tests.cpp:373 StaticReservation", () => {
    expect(refuseUnreserve(parse("cpus(role):8"))).toBe("not-dynamically-reserved");
  });

  test("master_validation_tests.cpp:400 PersistentVolumes: destroy them first", () => {
    expect(refuseUnreserve(dynamic.plus(volumeOf(128, "role", "id1", "path1", p)))).toBe("is-a-volume");
  });
});

describe("CREATE", () => {
  test("master_validation_tests.cpp:421 PersistentVolumes: volumes and nothing else", () => {
    const v = volumeOf(128, "role1", "id1", "path1");
    expect(refuseCreate(v, Resources.none)).toBeNull();
    expect(refuseCreate(v.plus(parse("cpus:2")), Resources.none)).toBe("not-a-volume");
  });

  test("master_validation_tests.cpp:439 DuplicatedPersistenceID: on the agent, or twice in the operation", () => {
    const one = volumeOf(128, "role1", "id1", "path1");
    const other = volumeOf(64, "role1", "id1", "path1");
    expect(refuseCreate(one, Resources.none)).toBeNull();
    expect(refuseCreate(one, one)).toBe("duplicate-persistence-id");
    expect(refuseCreate(other, one)).toBe("duplicate-persistence-id");
    expect(refuseCreate(one.plus(other), Resources.none)).toBe("duplicate-persistence-id");
  });

  test("an id is unique per role: another role may use it too (validation.cpp:217-238)", () => {
    expect(refuseCreate(volumeOf(128, "role2", "id1"), volumeOf(128, "role1", "id1"))).toBeNull();
  });

  test("master_validation_tests.cpp:462 InsufficientDiskResource: dropped, and the disk is offered as before", () => {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:1;mem:64;disk(role1):1024");
    const framework = cluster.framework({ name: "f", role: "role1" }, [
      { times: 1, accept: () => [create(volumeOf(2048, "role1", "id1", "path1"))], refuseMs: 0 },
    ]);
    cluster.runTo(1000);
    expect(cluster.checkpointsOf("a")).toEqual([]);
    expect(framework.offers.length).toBe(2);
    expect(framework.offer(1).resources.equals(framework.offer(0).resources)).toBe(true);
  });
});

describe("DESTROY", () => {
  test("master_validation_tests.cpp:552 PersistentVolumes: volumes and nothing else", () => {
    const one = volumeOf(128, "role1", "id1", "path1");
    const all = one.plus(volumeOf(64, "role1", "id2", "path2"));
    expect(refuseDestroy(one, all)).toBeNull();
    expect(refuseDestroy(one.plus(parse("cpus:2")), all)).toBe("not-a-volume");
  });

  test("master_validation_tests.cpp:577 UnknownPersistentVolume", () => {
    const one = volumeOf(128, "role1", "id1", "path1");
    expect(refuseDestroy(one, one)).toBeNull();
    expect(refuseDestroy(one, Resources.none)).toBe("unknown-volume");
    expect(refuseDestroy(volumeOf(129, "role1", "id1", "path1"), one)).toBe("unknown-volume");
  });
});

describe("LAUNCH", () => {
  /** A framework of role r that launches tasks on its first offer of cpus:4;mem:1024. */
  function launching(...tasks: readonly TaskInfo[]): { cluster: TestCluster; framework: ScriptedFramework } {
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:4;mem:1024");
    const framework = cluster.framework({ name: "f", role: "r" }, [
      { times: 1, accept: () => [launch(...tasks)] },
    ]);
    cluster.runTo(100);
    return { cluster, framework };
  }

  /** State, reason and message of each update about a task. */
  const updatesOf = (framework: ScriptedFramework, taskId: string): unknown[] =>
    framework.updates
      .filter(({ status }) => status.taskId === taskId)
      .map(({ status: s }) => [s.state, s.reason, s.message]);

  test("master_validation_tests.cpp:696 TaskUsesNoResources", () => {
    const { framework } = launching(task("1", Resources.none));
    expect(updatesOf(framework, "1")).toEqual([["error", "TASK_INVALID", "Task uses no resources"]]);
  });

  test("master_validation_tests.cpp:747 TaskUsesMoreResourcesThanOffered", () => {
    const { framework } = launching(task("1", parse("cpus:4.01")));
    const [[state, reason, message] = []] = updatesOf(framework, "1") as unknown[][];
    expect([state, reason]).toEqual(["error", "TASK_INVALID"]);
    expect(message).toMatch(
      /^Task uses more resources cpus\(\*\):4.01 than available cpus\(\*\):4; mem\(\*\):1024/,
    );
  });

  test("master_validation_tests.cpp:807 DuplicatedTaskID: the first runs, the second is an error", () => {
    const { framework, cluster } = launching(
      task("1", parse("cpus:1;mem:32")),
      task("1", parse("cpus:2;mem:64")),
    );
    expect(updatesOf(framework, "1")).toEqual([
      ["error", "TASK_INVALID", "Task has duplicate ID: 1"],
      ["running", null, ""],
    ]);
    expect(cluster.master.agentNamed("a")?.used.equals(parse("cpus:1;mem:32"))).toBe(true);
  });

  test("a task id with a slash is an error (validation.cpp:286-297)", () => {
    const { framework } = launching(task("a/b", parse("cpus:1")));
    expect(updatesOf(framework, "a/b")).toEqual([
      ["error", "TASK_INVALID", "TaskID 'a/b' contains invalid characters"],
    ]);
  });

  test("a task that names one persistence id twice is an error (validation.cpp:483-486)", () => {
    const twice = volumeOf(1, "r", "v").plus(volumeOf(1, "r", "v"));
    const { framework } = launching(task("1", parse("cpus:1").plus(twice)));
    expect(updatesOf(framework, "1")).toEqual([
      ["error", "TASK_INVALID", "Persistence ID 'v' is not unique"],
    ]);
  });

  test("tasks of one LAUNCH share what was offered: the third finds nothing left", () => {
    const { framework } = launching(...["1", "2", "3"].map((id) => task(id, parse("cpus:2;mem:512"))));
    expect(framework.updates.map(({ status }) => [status.taskId, status.state])).toEqual([
      ["3", "error"],
      ["1", "running"],
      ["2", "running"],
    ]);
  });

  test("a task on a reservation made in the same ACCEPT is valid", () => {
    const mine = reserved("cpus:1;mem:32", "r", reservationOf("p", "owner=f"));
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:4;mem:1024");
    const framework = cluster.framework({ name: "f", role: "r" }, [
      { times: 1, accept: () => [reserve(mine), launch(task("1", mine))] },
    ]);
    cluster.runTo(100);
    expect(updatesOf(framework, "1")).toEqual([["running", null, ""]]);
  });

  test("a volume in another size than it has is not what was offered", () => {
    const v = Resources.of(volume(kindOf("disk", "r", null, "v"), 65_000, "data"));
    const cluster = new TestCluster();
    cluster.agent("a", "cpus:4;mem:1024;disk(r):128");
    const framework = cluster.framework({ name: "f", role: "r" }, [
      {
        times: 1,
        accept: () => [create(volumeOf(64, "r", "v")), launch(task("1", parse("cpus:1").plus(v)))],
      },
    ]);
    cluster.runTo(100);
    expect(framework.updates.map(({ status }) => [status.state, status.reason])).toEqual([
      ["error", "TASK_INVALID"],
    ]);
  });
});
