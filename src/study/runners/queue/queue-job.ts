/**
 * What a job of the queue holds, what comes back, and how it fails: checked on arrival, since anything may write to Redis.
 *
 * A job names the digest of its base; the files of that travel through the same Redis, once for all jobs (store.ts).
 */

import * as z from "zod";
import type { Base, Batch } from "../../job.ts";
import { sha256 } from "./names.ts";

const part = z.object({
  key: z.string(),
  combination: z.array(z.string()),
  from: z.int().min(0),
  to: z.int().min(1),
});

const jobData = z.object({
  /** Version. */
  holdfast: z.string(),
  /** Digest. */
  base: z.string().regex(/^[0-9a-f]{64}$/),
  metrics: z.array(z.array(z.string())),
  parts: z.array(part).min(1),
});

export type JobData = z.output<typeof jobData>;

/** How long runs of a combination took: what the next jobs are sized by. */
const spent = z.array(z.object({ key: z.string(), runs: z.int(), ms: z.number() }));

export type Spent = z.output<typeof spent>;

const failure = z.object({
  is: z.enum(["defect", "wrong"]),
  key: z.string(),
  replication: z.int(),
  text: z.string(),
});

/** A run of a job that came to nothing. */
export type JobFailure = z.output<typeof failure>;

export function jobOf({ version, digest }: Base, parts: readonly Batch[]): JobData {
  return {
    holdfast: version,
    base: digest,
    metrics: (parts[0]?.metrics ?? []).map((path) => [...path]),
    parts: parts.map(({ key, combination, from, to }) => ({ key, combination: [...combination], from, to })),
  };
}

/** The same for the same version, base, metrics, combinations and replications: such a job is there once. */
export function jobId({ holdfast, base, metrics, parts }: JobData): string {
  return sha256([holdfast, base, metrics, parts.map(({ combination, from, to }) => [combination, from, to])]);
}

export function batchesOf({ metrics, parts }: JobData): readonly Batch[] {
  return parts.map((one) => ({ ...one, metrics }));
}

export function readJob(data: unknown): JobData | null {
  return jobData.safeParse(data).data ?? null;
}

export function readSpent(value: unknown): Spent {
  return spent.safeParse(value).data ?? [];
}

/** Failures as the reason of a job that failed. */
export function reasonOf(failures: readonly JobFailure[]): string {
  return JSON.stringify(failures);
}

/** Null where the reason is not a worker's: the job was lost again and again. */
export function readReason(reason: string): readonly JobFailure[] | null {
  try {
    return z.array(failure).min(1).safeParse(JSON.parse(reason)).data ?? null;
  } catch {
    return null;
  }
}
