/** Small parts of Marathon: ids, orders by chance, the tracker's counts, the grid of periodic jobs. */

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mix32, Streams } from "../../../src/sim/kernel/streams.ts";
import { onGrid } from "../../../src/sim/marathon/context.ts";
import { HashOrder, inHashOrder } from "../../../src/sim/marathon/hash-order.ts";
import { appOfTask, appOfVolume, Ids } from "../../../src/sim/marathon/ids.ts";
import { PortDraws } from "../../../src/sim/marathon/port-draws.ts";
import type { Task } from "../../../src/sim/marathon/task.ts";
import { Tracker } from "../../../src/sim/marathon/tracker.ts";

describe("ids", () => {
  test("a task's id is its app's safe path and a time-based UUID, a volume's has its path between", () => {
    const ids = new Ids(new Streams(1), "m");
    const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}";
    expect(ids.volume("/group/app", "data", 5)).toMatch(new RegExp(`^group_app#data#${uuid}$`));
    expect(ids.task("/group/app", 5)).toMatch(new RegExp(`^group_app\\.${uuid}$`));
  });

  test("the start of the run is 1970: the 122192928000000000th tick of 100 ns of UUIDs, 0x1b21dd213814000", () => {
    const uuid = new Ids(new Streams(1), "m").uuid("/app", 0);
    expect(uuid.slice(0, 18)).toBe("13814000-1dd2-11b2");
  });

  test("each id of an app is a tick later than the one before, those of other apps are their own", () => {
    const ids = new Ids(new Streams(1), "m");
    const first = ids.uuid("/app", 7);
    ids.uuid("/other", 7);
    const ticks = (uuid: string): number => Number.parseInt(uuid.slice(0, 8), 16);
    expect(ticks(ids.uuid("/app", 7)) - ticks(first)).toBe(1);
    expect(new Ids(new Streams(1), "m").uuid("/app", 7)).toBe(first);
    expect(new Ids(new Streams(1), "m2").uuid("/app", 7)).not.toBe(first);
  });

  test("Task.scala:286-296 the app is read back from a task's id, dots and groups included", () => {
    expect(appOfTask("group_my.app.53ab8733-fd96")).toBe("/group/my.app");
    expect(appOfTask("app_53ab8733-fd96")).toBe("/app");
    expect(appOfTask("nonsense")).toBeNull();
  });

  test("Task.scala:364 and from a volume's, but not where a part has a dot", () => {
    expect(appOfVolume("group_app#data#53ab", false)).toBe("/group/app");
    expect(appOfVolume("my.app#data#53ab", false)).toBeNull();
    expect(appOfVolume("my.app#data#53ab", true)).toBe("/my.app");
    expect(appOfVolume("app#data", true)).toBeNull();
  });
});

describe("orders by chance", () => {
  const members = fc
    .uniqueArray(fc.nat(10_000), { maxLength: 60 })
    // Now and then two have the same salt.
    .map((salts) =>
      salts.map((salt, i) => ({ appId: `/${i}`, salt: Math.imul(salt >> 1, 2_654_435_761) >>> 0 })),
    );

  test("each member comes once, and one after the other as all at once", () => {
    fc.assert(
      fc.property(members, fc.nat(), (all, occasion) => {
        const order = new HashOrder<(typeof all)[number]>();
        for (const member of all) order.add(member);
        expect([...order.inOrder(occasion)]).toEqual(inHashOrder(all, occasion));
        expect(new Set(inHashOrder(all, occasion))).toEqual(new Set(all));
      }),
    );
  });

  test("some of them come in the order of all, however many are passed over", () => {
    fc.assert(
      fc.property(members, fc.nat(), fc.integer({ min: 1, max: 40 }), (all, occasion, every) => {
        const order = new HashOrder<(typeof all)[number]>();
        for (const member of all) order.add(member);
        const isMeant = ({ appId }: { readonly appId: string }) => Number(appId.slice(1)) % every === 0;
        expect([...order.inOrder(occasion, isMeant)]).toEqual(inHashOrder(all, occasion).filter(isMeant));
      }),
    );
  });

  test("one member less leaves the order of the others, and so does the order in which they are given", () => {
    fc.assert(
      fc.property(members, fc.nat(), (all, occasion) => {
        const whole = inHashOrder(all, occasion);
        const without = whole[whole.length >> 1];
        const fewer = new HashOrder<(typeof all)[number]>();
        for (const member of [...all].reverse()) fewer.add(member);
        if (without !== undefined) fewer.delete(without);
        expect(fewer.size).toBe(Math.max(0, all.length - 1));
        expect([...fewer.inOrder(occasion)]).toEqual(whole.filter((member) => member !== without));
      }),
    );
  });

  test("occasions differ", () => {
    const all = Array.from({ length: 8 }, (_, i) => ({
      appId: `/${i}`,
      salt: new Streams(1).salt("x", String(i)),
    }));
    const orders = new Set(
      Array.from({ length: 50 }, (_, n) =>
        inHashOrder(all, mix32(1, n))
          .map(({ appId }) => appId)
          .join(),
      ),
    );
    // Eight members have seven forks, which give 128 orders: 50 draws find 41 of them on average.
    expect(orders.size).toBeGreaterThan(30);
  });
});

test("the draws of an app's operation stay the same until it is made", () => {
  const draws = new PortDraws(new Streams(1), "m").of("/app");
  const three = (): readonly number[] => {
    const random = draws.next();
    return [random(1000), random(1000), random(1000)];
  };
  const first = three();
  expect(three()).toEqual(first);
  draws.used();
  expect(three()).not.toEqual(first);
  for (let i = 0; i < 200; i++) {
    draws.used();
    const drawn = draws.next()(7);
    expect(Number.isInteger(drawn) && drawn >= 0 && drawn < 7).toBe(true);
  }
});

test("the tracker counts an app's tasks by condition, and knows whose a volume is", () => {
  const tracker = new Tracker();
  const reserving: Task = {
    taskId: "app.1",
    app: "/app",
    agent: "a",
    slaveId: "S",
    attributes: {},
    reservation: {
      volumeIds: ["v1", "v2"],
      suspended: false,
      endedMs: null,
      requestedMs: 0,
      deadlineMs: 20_000,
    },
    launched: null,
  };
  const staging: Task = {
    ...reserving,
    launched: { versionMs: 0, stagedMs: 1, startedMs: null, state: null },
  };
  const running: Task = {
    ...reserving,
    launched: { versionMs: 0, stagedMs: 1, startedMs: 2, state: "running" },
  };
  const suspended: Task = {
    ...reserving,
    reservation: { volumeIds: ["v1", "v2"], suspended: true, endedMs: 0, requestedMs: 0, deadlineMs: null },
  };
  const counts = [reserving, staging, running, suspended].map((task) => {
    tracker.put(task);
    const { reserving: r, staging: s, running: u, suspended: p, launched, reserved } = tracker.of("/app");
    return [r, s, u, p, launched, reserved];
  });
  expect(counts).toEqual([
    [1, 0, 0, 0, 0, 1],
    [0, 1, 0, 0, 1, 0],
    [0, 0, 1, 0, 1, 0],
    [0, 0, 0, 1, 0, 1],
  ]);
  expect(tracker.holderOf("v2")?.task).toBe(suspended);
  tracker.put({ ...running, taskId: "app.2", reservation: null });
  expect(tracker.of("/app").launchedTasks.map(({ taskId }) => taskId)).toEqual(["app.2"]);
  tracker.remove(suspended);
  expect(tracker.holderOf("v1")).toBeNull();
  expect(tracker.apps()).toEqual(["/app"]);
});

test("a periodic job's next instant is on its grid, the first one where nothing has begun", () => {
  expect(onGrid(30_000, 5000, 0)).toBe(30_000);
  expect(onGrid(30_000, 5000, 30_000)).toBe(30_000);
  expect(onGrid(30_000, 5000, 30_001)).toBe(35_000);
  expect(onGrid(30_000, 5000, 61_000)).toBe(65_000);
});
