/** Studies through a queue, as a user runs them: real processes and a real Redis, some of which die on the way. */

import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Queue } from "bullmq";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { version } from "../../src/cli/version.ts";
import { prefix, queueName } from "../../src/study/runners/queue/names.ts";
import { newPlace, type Place, top } from "./holdfast.ts";
import { RedisServer, redisProgram } from "./redis-server.ts";
import { Running } from "./running.ts";

let place: Place;
beforeAll(() => {
  place = newPlace();
  place.write("x.yaml", scenario);
  place.write("gaps.csv", "5m\n17m\n42m\n2h\n3h30m\n");
  place.write("s.yaml", study);
  place.write("quick.yaml", quick);
});
afterEach(() => Running.endAll());
afterAll(() => place.remove());

/** Some 100 ms of work for each run: a job of four lasts long enough to be caught in the middle, on a busy machine too. */
const scenario = `name: x
duration: 40d
agents: [{ id: a, count: 2, resources: { cpus: 4, mem: 8GiB, disk: 10GiB } }]
frameworks: [{ name: marathon, kind: marathon, role: marathon, principal: marathon, flags: { decline_offer_duration: 3600000 } }]
apps: [{ id: /db, cmd: serve, cpus: 1, mem: 512, instances: 1 }]
faults: [{ do: agent.crash, agents: all, every: { empirical: gaps.csv }, recovers: 5m }]
`;
const study = `name: s
scenario: x.yaml
replications: 8
vary:
  faults.0.recovers: [1m, 20m]
measure: [apps./db.availability, apps./db.downtime_ms]
`;
/** Of few events, and with a search: several rounds. */
const quick = `${study
  .replace("name: s", "name: quick")
  .replace("replications: 8", "replications: 6\nset: { duration: 2h }")}find:
  largest: faults.0.recovers
  between: [1m, 40m]
  step: 3m
  where: { metric: apps./db.downtime_ms, is: "<= 300000" }
`;

const written = ["results.csv", "summary.csv", "differences.csv", "report.html"];
const bytesOf = (folder: string): string =>
  written.map((name) => readFileSync(join(place.folder, folder, name), "utf8")).join("\n");

/** Plays a study on this machine alone. */
function alone(file: string): string {
  const out = `alone-${file}`;
  expect(place.run(["study", file, "--out", out, "--quiet"])).toMatchObject({ status: 0, stderr: "" });
  return bytesOf(out);
}

/** A holdfast of another version, or one that is broken: a copy of the built one, changed. */
function copyOfHoldfast(
  name: string,
  change: (file: string, text: string) => string,
  packages: readonly string[],
): string {
  const folder = join(place.folder, name);
  cpSync(join(top, "dist"), join(folder, "dist"), { recursive: true });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  mkdirSync(join(folder, "node_modules"));
  for (const one of packages) symlinkSync(join(top, "node_modules", one), join(folder, "node_modules", one));
  for (const file of readdirSync(join(folder, "dist"), { recursive: true, encoding: "utf8" })) {
    const path = join(folder, "dist", file);
    // What V8 made of the original would be taken for that of the copy.
    if (file.endsWith(".v8")) rmSync(path);
    if (!/\.c?js$/.test(file)) continue;
    const text = readFileSync(path, "utf8");
    const changed = change(file, text);
    if (changed !== text) writeFileSync(path, changed);
  }
  return join(folder, "dist/cli.js");
}

test("Redis is there where it is demanded", () => {
  expect(redisProgram !== null || process.env["HOLDFAST_DEMAND_REDIS"] !== "1").toBe(true);
});

describe("without a server", () => {
  const url = "redis://:hidden@127.0.0.1:1";

  test.each([["study", "s.yaml", "--out", "nothing"], ["worker"]])(
    "%s says what to do, and writes nothing",
    (...words) => {
      const { status, stdout, stderr } = place.run([...words, "--queue", url]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
      expect(stderr).toBe(
        "--queue: redis://127.0.0.1:1 refuses connections; start Redis or Valkey there, or correct host and port\n1 problem, nothing was run\n",
      );
      expect(readdirSync(place.folder)).not.toContain("nothing");
    },
  );

  test("options that say nothing with --queue, and addresses that are none, are refused at once", () => {
    const { status, stderr } = place.run([
      "study",
      "s.yaml",
      "--queue",
      url,
      "--jobs",
      "2",
      "--shard",
      "1/2",
    ]);
    expect(status).toBe(2);
    expect(stderr).toMatch(/^--jobs: with --queue the workers play: .*\n--shard: .*\n2 problems/);
    const wrong = place.run(["worker", "--queue", "http://:hidden@cache", "--jobs", "0"]);
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain("--queue: that is an address of http, and not of a queue");
    expect(wrong.stderr).toContain("--jobs: ");
    expect(wrong.stderr).not.toContain("hidden");
    expect(place.run(["worker"]).stderr).toContain("--queue URL is missing");
  });

  test("nor without its libraries, which nothing else needs", async () => {
    const bin = copyOfHoldfast("bare", (_file, text) => text, ["piscina"]);
    const worker = new Running(place.folder, ["worker", "--queue", url], bin);
    expect(await worker.exit).toBe(2);
    expect(worker.output).toContain(
      "--queue: needs BullMQ and ioredis, which are not installed; npm install bullmq@6.7.0 ioredis@6.0.0",
    );
    const words = ["study", "s.yaml", "--replications", "1", "--quiet", "--out", "bare-study"];
    const alone = new Running(place.folder, words, bin);
    expect(await alone.exit).toBe(0);
    expect(alone.output).toBe("");
  });
});

describe.runIf(redisProgram !== null)("with a server", () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.remove());
  beforeEach(async () => {
    const client = server.client();
    await client.flushall();
    client.disconnect();
  });

  const work = (...words: readonly string[]): Running =>
    new Running(place.folder, ["worker", "--queue", server.url, "--jobs", "1", ...words]);
  const studyOf = (file: string, out: string, ...words: readonly string[]): Running =>
    new Running(place.folder, ["study", file, "--out", out, "--queue", server.url, ...words]);
  /** How many jobs are in a list of the queue. */
  async function jobsIn(list: "wait" | "active"): Promise<number> {
    const client = server.client();
    try {
      return await client.llen(`${prefix}:${queueName(version)}:${list}`);
    } finally {
      client.disconnect();
    }
  }

  /** Who has jobs now: BullMQ's locks are held by a worker's id and a number. */
  async function holders(): Promise<ReadonlySet<string>> {
    const client = server.client();
    try {
      const jobs = `${prefix}:${queueName(version)}`;
      const ids = await client.lrange(`${jobs}:active`, 0, -1);
      const locks = await Promise.all(ids.map((id) => client.get(`${jobs}:${id}:lock`)));
      return new Set(locks.flatMap((lock) => (lock === null ? [] : [lock.slice(0, lock.lastIndexOf(":"))])));
    } finally {
      client.disconnect();
    }
  }
  /**
   * Until somebody holds a job who is none of `others`: what is so now, and not what events told, which come late to a busy
   * process. Throws where `study` ends before.
   */
  async function holderBeside(study: Running, others: readonly string[] = []): Promise<string> {
    while (!study.hasEnded) {
      const [holder] = [...(await holders())].filter((one) => !others.includes(one));
      if (holder !== undefined) return holder;
      await delay(10);
    }
    throw new Error(`the study ended before:\n${study.output}`);
  }

  test("the commands of the document give what one machine gives, files and searches included", async () => {
    const lines = readFileSync(join(top, "docs/distributed-studies.md"), "utf8").split("\n");
    const [worker = [], study = []] = ["holdfast worker --queue ", "holdfast study .* --queue "].map(
      (start) =>
        (lines.find((line) => new RegExp(`^${start}`).test(line)) ?? "")
          .replace("redis://cache.example:6379", server.url)
          .split(" ")
          .slice(1),
    );
    const workers = new Running(place.folder, worker);
    await workers.says(/plays for redis:/);
    expect(workers.output).not.toContain("refused");
    const whole = new Running(place.folder, study);
    expect(await whole.exit).toBe(0);
    expect(whole.output).toContain("written   whole/");
    const again = studyOf("quick.yaml", "queued-quick", "--quiet");
    expect(await again.exit).toBe(0);
    expect(again.output).toBe("");
    workers.signal("SIGTERM");
    expect(await workers.exit).toBe(143);
    expect(bytesOf("queued-quick")).toBe(alone("quick.yaml"));
    const here = study.slice(0, study.indexOf("--queue"));
    expect(place.run([...here, "--out", "here"])).toMatchObject({ status: 0, stderr: "" });
    expect(bytesOf("whole")).toBe(bytesOf("here"));
  });

  test("a worker killed, one paused beyond its lock, Redis restarted: every run once, the same bytes", async () => {
    const events = await server.events(version);
    const killed = work("--lock", "2s");
    const whole = studyOf("s.yaml", "disturbed");
    const first = await holderBeside(whole);
    killed.signal("SIGKILL");
    await killed.exit;
    const paused = work("--lock", "2s");
    const second = await holderBeside(whole, [first]);
    paused.signal("SIGSTOP");
    expect(await holders()).toContain(second);
    const third = work("--lock", "2s");
    // The jobs of both come to the third once their locks have run out.
    await events.until("stalled", 2);
    await server.kill();
    await whole.says(/does not answer any more; waiting for it/);
    await server.start();
    expect(await whole.exit).toBe(0);
    expect(whole.output).toContain("is back");
    paused.signal("SIGCONT");
    await paused.says(/too late with a job, which is not this worker's any more/);

    expect(bytesOf("disturbed")).toBe(alone("s.yaml"));
    const rows = readFileSync(join(place.folder, "disturbed/state.ndjson"), "utf8").trimEnd().split("\n");
    expect(rows.length).toBe(1 + 16);
    // What came late has changed nothing: a second study finds the same runs there, and nothing is played for it.
    const completed = events.count("completed");
    const again = studyOf("s.yaml", "second", "--quiet");
    expect(await again.exit).toBe(0);
    expect(bytesOf("second")).toBe(bytesOf("disturbed"));
    expect(events.count("completed")).toBe(completed);
    await events.end();
    for (const worker of [paused, third]) worker.signal("SIGINT");
    expect(await Promise.all([paused.exit, third.exit])).toEqual([130, 130]);
  });

  test("Ctrl-C: a worker gives back, a study takes back; the same command goes on", async () => {
    // Another scenario, so that nothing is there yet.
    place.write("z.yaml", study.replace("measure:", "set: { seed: 100 }\nmeasure:"));
    const events = await server.events(version);
    const first = work();
    const whole = studyOf("z.yaml", "interrupted");
    await events.until("completed", 1);
    await holderBeside(whole);
    first.signal("SIGINT");
    expect(await first.exit).toBe(130);
    expect(await jobsIn("active")).toBe(0);
    expect(await jobsIn("wait")).toBeGreaterThan(0);
    whole.signal("SIGINT");
    expect(await whole.exit).toBe(130);
    expect(whole.output).toMatch(
      /interrupted; \d+ runs are kept in interrupted, and the same command goes on/,
    );
    expect(await jobsIn("wait")).toBe(0);
    await events.end();

    const on = studyOf("z.yaml", "interrupted");
    await on.says(
      /no worker of holdfast \S+ is at redis:\S+; start some, here or elsewhere: holdfast worker --queue redis:/,
    );
    const idle = work("--idle", "1s");
    expect(await on.exit).toBe(0);
    expect(on.output).toMatch(/^\d+ runs of interrupted\/state\.ndjson are used again$/m);
    expect(bytesOf("interrupted")).toBe(alone("z.yaml"));
    // By itself, once there is nothing to do.
    expect(await idle.exit).toBe(0);
    expect(idle.output).toMatch(/^\d+ runs played$/m);
  });

  test("a run that kills its thread is tried three times and listed; the others are played", async () => {
    place.write(
      "p.yaml",
      study.replace("replications: 8", "replications: 5\nset: { duration: 1h, seed: 30 }"),
    );
    const bin = copyOfHoldfast(
      "poisoned",
      (file, text) =>
        file === "study-player.js"
          ? text.replace(/^/, `import { appendFileSync } from "node:fs";\n`).replace(
              /export\s*\{\s*(\w+) as default\s*\};?/,
              (_all, play) => `export default (batch) => {
  if (batch.combination[0].endsWith("1m") && batch.from <= 4 && 4 < batch.to) {
    appendFileSync("tries.txt", "x");
    throw new Error("poison");
  }
  return ${play}(batch);
};`,
            )
          : text,
      ["piscina", "bullmq", "ioredis"],
    );
    const worker = new Running(place.folder, ["worker", "--queue", server.url, "--jobs", "1"], bin);
    await worker.says(/plays for/);
    const whole = studyOf("p.yaml", "poisoned-study");
    expect(await whole.exit).toBe(3);
    expect(whole.output).toBe(
      [
        `holdfast ${version} has a defect: the thread that played it died: poison`,
        "  tried      3 times",
        "  reproduce  holdfast run x.yaml --seed 34 --set duration=1h --set faults.0.recovers=1m",
        "",
      ].join("\n"),
    );
    expect(readFileSync(join(place.folder, "tries.txt"), "utf8")).toBe("xxx");
    // Nine of ten are kept, and the last is played once somebody can.
    worker.signal("SIGINT");
    await worker.exit;
    const mended = work();
    const on = studyOf("p.yaml", "poisoned-study", "--quiet");
    expect(await on.exit).toBe(0);
    mended.signal("SIGINT");
    expect(await mended.exit).toBe(130);
    expect(existsSync(join(place.folder, "poisoned-study/results.csv"))).toBe(true);
  });

  test("a worker of another version refuses, and both say so", async () => {
    const bin = copyOfHoldfast(
      "other",
      (_file, text) => text.replace(`version:"${version}"`, 'version:"9.9.9"'),
      ["piscina", "bullmq", "ioredis"],
    );
    place.write(
      "v.yaml",
      study.replace("replications: 8", "replications: 2\nset: { duration: 1h, seed: 9 }"),
    );
    const other = new Running(place.folder, ["worker", "--queue", server.url, "--jobs", "1"], bin);
    await other.says(/holdfast 9\.9\.9 plays for/);
    const whole = studyOf("v.yaml", "versions");
    await whole.says(
      new RegExp(
        `no worker of holdfast ${version} is at ${server.url}; those of holdfast 9\\.9\\.9 would come to other results; start some`,
      ),
    );
    await other.says(
      new RegExp(
        `refused: jobs of holdfast ${version}, since this is holdfast 9\\.9\\.9 and would come to other results`,
      ),
    );
    // Nor is anything played that somebody put before the jobs of this version.
    const client = server.client();
    const queue = new Queue(queueName(version), { connection: client, prefix });
    const parts = [{ key: "k", combination: [], from: 0, to: 1 }];
    const foreign = { holdfast: "9.9.9", base: "0".repeat(64), metrics: [["events"]], parts };
    await queue.add("runs", foreign, { jobId: "foreign", attempts: 3, lifo: true });
    await queue.add("runs", { rm: "-rf" }, { jobId: "junk", attempts: 3, lifo: true });
    const right = work();
    expect(await whole.exit).toBe(0);
    const reasons = (await queue.getFailed()).map(({ id, failedReason }) => `${id}: ${failedReason}`).sort();
    expect(reasons).toEqual([
      `foreign: the job is of holdfast 9.9.9, and this worker is holdfast ${version}: it would come to other results`,
      "junk: is no job of holdfast",
    ]);
    await queue.close();
    client.disconnect();
    for (const worker of [other, right]) worker.signal("SIGINT");
    expect(await Promise.all([other.exit, right.exit])).toEqual([130, 130]);
    expect(other.output).toContain("0 runs played");
  });
});
