/**
 * Scenarios and runs in Redis: a scenario with all its files once for all jobs, and each run once, whoever plays it.
 *
 * The first to come of each run stays; late and double ones change nothing. Everything is forgotten after a while: what
 * counts is kept where the study is.
 */

import type { Redis } from "ioredis";
import * as z from "zod";
import { withDigest } from "../../bundle.ts";
import type { Base, Batch, Run } from "../../job.ts";
import { baseKey, runField, runsKey } from "./names.ts";

const daySeconds = 86_400;
const keptSeconds = { base: 7 * daySeconds, runs: daySeconds } as const;

/** Fields of one command: more would hold the server up for others. */
const fieldsMax = 1_000;

const keptBase = z.object({
  version: z.string(),
  file: z.string(),
  files: z.record(z.string(), z.array(z.string())),
  settings: z.array(z.string()),
  warmUpMs: z.number(),
  check: z.enum(["end", "every", "off"]),
});

/** Seed, events, values, broken invariant. */
const row = z.tuple([z.number(), z.number(), z.array(z.number().nullable()), z.string().nullable()]);

export class Store {
  readonly #redis: Redis;

  constructor(redis: Redis) {
    this.#redis = redis;
  }

  async putBase({ digest, ...base }: Base): Promise<void> {
    await this.#redis.set(baseKey(digest), JSON.stringify(base), "EX", keptSeconds.base);
  }

  /** Keeps it longer; puts it in again where it got lost. */
  async keepBase(base: Base): Promise<void> {
    if ((await this.#redis.expire(baseKey(base.digest), keptSeconds.base)) === 0) await this.putBase(base);
  }

  /** Null where it is not there, or not whole. */
  async base(digest: string): Promise<Base | null> {
    const text = await this.#redis.get(baseKey(digest));
    if (text === null) return null;
    const read = keptBase.safeParse(parsed(text));
    const base = read.success ? withDigest(read.data) : null;
    return base?.digest === digest ? base : null;
  }

  /** Puts in those that are not there. */
  async addRuns(base: Pick<Base, "digest">, { key, metrics }: Batch, runs: readonly Run[]): Promise<void> {
    if (runs.length === 0) return;
    const name = runsKey(base, metrics);
    const pipeline = this.#redis.pipeline();
    for (const { replication, seed, events, values, broken } of runs)
      pipeline.hsetnx(
        name,
        runField(key, replication),
        JSON.stringify([seed, events, [...values], broken] satisfies z.output<typeof row>),
      );
    pipeline.expire(name, keptSeconds.runs);
    const answers = (await pipeline.exec()) ?? [];
    for (const [error] of answers) if (error !== null) throw error;
  }

  /** The runs of each batch that are there, in order. */
  async runsOf(base: Pick<Base, "digest">, batches: readonly Batch[]): Promise<readonly (readonly Run[])[]> {
    const found: Run[][] = batches.map(() => []);
    const wanted = batches.flatMap(({ from, to }, batch) =>
      Array.from({ length: to - from }, (_, i) => ({ batch, replication: from + i })),
    );
    const [first] = batches;
    const name = first === undefined ? "" : runsKey(base, first.metrics);
    if (first === undefined || (await this.#redis.exists(name)) === 0) return found;
    for (let at = 0; at < wanted.length; at += fieldsMax) {
      const some = wanted.slice(at, at + fieldsMax);
      const fields = some.map(({ batch, replication }) => runField(batches[batch]?.key ?? "", replication));
      const texts = await this.#redis.hmget(name, ...fields);
      for (const [i, { batch, replication }] of some.entries()) {
        const run = readRun(replication, texts[i] ?? null);
        if (run !== null) found[batch]?.push(run);
      }
    }
    return found;
  }
}

function readRun(replication: number, text: string | null): Run | null {
  const read = text === null ? null : row.safeParse(parsed(text));
  if (read === null || !read.success) return null;
  const [seed, events, values, broken] = read.data;
  return { replication, seed, events, values, broken };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
