/** What everything of a queue is called in Redis. Runs of different versions never share a name. */

import { createHash } from "node:crypto";
import type { Base, Batch } from "../../job.ts";

/** All keys begin with it. */
export const prefix = "holdfast";

/** Of the jobs that workers of this version play: another version would come to other results. */
export const queueName = (version: string): string => `study-${version}`;

/** Where the files of a base are. */
export const baseKey = (digest: string): string => `${prefix}:base:${digest}`;

/** Where the runs of a base are, whose values are in the order of these metrics. */
export function runsKey({ digest }: Pick<Base, "digest">, metrics: Batch["metrics"]): string {
  return `${prefix}:runs:${digest}:${sha256(metrics).slice(0, 16)}`;
}

/** Of one run among them. */
export const runField = (combination: string, replication: number): string => `${combination}/${replication}`;

/** Sorted by when each was last heard of. */
export const presenceKeys = { workers: `${prefix}:workers`, studies: `${prefix}:studies` } as const;

/** SHA-256 over the JSON of a value that has its parts in a fixed order: lists, texts and numbers. */
export function sha256(value: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}
