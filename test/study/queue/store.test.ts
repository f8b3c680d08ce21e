/** Scenarios and runs in Redis: the first of each run stays, and what was changed on the way is not believed. */

import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Batch, Run } from "../../../src/study/job.ts";
import { baseKey, runField, runsKey } from "../../../src/study/runners/queue/names.ts";
import { Store } from "../../../src/study/runners/queue/store.ts";
import { RedisServer, redisProgram } from "../../cli/redis-server.ts";
import { baseOf, load } from "../studies.ts";

const base = baseOf(load("name: s\nscenario: x.yaml\nmeasure: [events]\n"));
const batch = (from: number, to: number, key = "k"): Batch => ({
  key,
  combination: [],
  from,
  to,
  metrics: [["events"]],
});
const run = (replication: number, value: number | null = 1): Run => ({
  replication,
  seed: replication + 1,
  values: [value],
  events: 10,
  broken: null,
});

describe.runIf(redisProgram !== null)("a store", () => {
  let server: RedisServer;
  let redis: Redis;
  let store: Store;
  beforeAll(async () => {
    server = await RedisServer.start();
    redis = server.client();
    store = new Store(redis);
  });
  afterAll(async () => {
    redis.disconnect();
    await server.remove();
  });

  test("gives a scenario back as it was, and forgets it by itself after a week", async () => {
    await store.putBase(base);
    expect(await store.base(base.digest)).toEqual(base);
    expect(await redis.ttl(baseKey(base.digest))).toBeGreaterThan(6 * 86_400);
  });

  test("gives none that is not what its digest says", async () => {
    const other = baseOf(load("name: s\nscenario: x.yaml\nmeasure: [events]\n"), undefined, {
      file: "y.yaml",
    });
    expect(await store.base(other.digest)).toBeNull();
    await redis.set(baseKey(other.digest), JSON.stringify(base));
    expect(await store.base(other.digest)).toBeNull();
    await redis.set(baseKey(other.digest), "{");
    expect(await store.base(other.digest)).toBeNull();
    await redis.del(baseKey(other.digest));
    await store.keepBase(other);
    expect(await store.base(other.digest)).toEqual(other);
  });

  test("keeps the first of each run, exactly, whatever comes later", async () => {
    const first = { ...run(1, 0.1 + 0.2), broken: "agents: 3 of 2" };
    await store.addRuns(base, batch(0, 4), [run(0, null), first]);
    await store.addRuns(base, batch(0, 4), [run(1, 7), run(2, 5e-324)]);
    expect(await store.runsOf(base, [batch(0, 2), batch(2, 4), batch(0, 1, "another")])).toEqual([
      [run(0, null), first],
      [run(2, 5e-324)],
      [],
    ]);
    expect(await redis.ttl(runsKey(base, batch(0, 1).metrics))).toBeGreaterThan(23 * 3_600);
  });

  test("keeps runs of other scenarios and other metrics apart", async () => {
    const others = [{ ...batch(0, 1), metrics: [["events"], ["events"]] }];
    expect(await store.runsOf(base, others)).toEqual([[]]);
    expect(await store.runsOf({ digest: "f".repeat(64) }, [batch(0, 1)])).toEqual([[]]);
  });

  test("takes what is no run for none", async () => {
    const name = runsKey(base, batch(0, 1).metrics);
    await redis.hset(name, runField("odd", 0), "[1,2]", runField("odd", 1), "x");
    expect(await store.runsOf(base, [batch(0, 2, "odd")])).toEqual([[]]);
  });
});
