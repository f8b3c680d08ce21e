/** A Redis or Valkey server of a test's own, on a free port and in a folder of its own; and what of it tests look at. */

import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { QueueEvents } from "bullmq";
import { Redis } from "ioredis";
import { prefix, queueName } from "../../src/study/runners/queue/names.ts";

/** The server's program; null where there is none. */
export const redisProgram: string | null =
  ["redis-server", "valkey-server"].find(
    (name) => spawnSync(name, ["--version"], { stdio: "ignore" }).status === 0,
  ) ?? null;

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no port is free");
  return address.port;
}

export class RedisServer {
  readonly port: number;
  readonly url: string;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  private constructor(port: number) {
    this.port = port;
    this.url = `redis://127.0.0.1:${port}`;
    this.#folder = mkdtempSync(join(tmpdir(), "holdfast-redis-"));
  }

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.start();
    return server;
  }

  /** Again, where it was killed: with what it had written. */
  async start(): Promise<void> {
    if (redisProgram === null) throw new Error("there is no Redis");
    const child = spawn(
      redisProgram,
      [
        ...["--port", `${this.port}`, "--bind", "127.0.0.1", "--dir", this.#folder, "--save", ""],
        ...["--appendonly", "yes", "--appendfsync", "always"],
      ],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    this.#child = child;
    let log = "";
    await new Promise<void>((ready, failed) => {
      child.stdout?.on("data", (chunk) => {
        log += chunk;
        if (log.includes("Ready to accept connections")) ready();
      });
      child.on("close", () => failed(new Error(log)));
    });
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const closed = once(child, "close");
    child.kill("SIGKILL");
    await closed;
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  client(): Redis {
    return new Redis({ port: this.port, host: "127.0.0.1", maxRetriesPerRequest: null });
  }

  /** What happens to the jobs of a version. */
  async events(version: string): Promise<JobEvents> {
    const events = new JobEvents(this, version);
    await events.ready();
    return events;
  }
}

type Happening = "completed" | "stalled";

/** Counts what happens to jobs, and lets tests wait for it. */
export class JobEvents {
  readonly #client: Redis;
  readonly #events: QueueEvents;
  readonly #counts = new Map<Happening, number>();
  #wake = (): void => undefined;

  constructor(server: RedisServer, version: string) {
    this.#client = server.client();
    this.#client.on("error", () => undefined);
    this.#events = new QueueEvents(queueName(version), { connection: this.#client, prefix });
    this.#events.on("error", () => undefined);
    for (const happening of ["completed", "stalled"] as const)
      this.#events.on(happening, () => {
        this.#counts.set(happening, this.count(happening) + 1);
        this.#wake();
      });
  }

  async ready(): Promise<void> {
    await this.#events.waitUntilReady();
  }

  count(happening: Happening): number {
    return this.#counts.get(happening) ?? 0;
  }

  /** Until it has happened so many times. */
  async until(happening: Happening, times: number): Promise<void> {
    while (this.count(happening) < times)
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
  }

  async end(): Promise<void> {
    await this.#events.close();
    this.#client.disconnect();
  }
}
