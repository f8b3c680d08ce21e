/** Who is on a queue: workers and studies say again and again that they are there, each with its version. */

import { hostname } from "node:os";
import type { Redis } from "ioredis";
import * as z from "zod";
import { presenceKeys } from "./names.ts";

const everyMs = 5_000;
/** Who has not been heard of for so long is gone. */
const goneMs = 3 * everyMs;

const member = z.object({
  version: z.string(),
  /** Runs that it plays at one time; 0 for a study. */
  jobs: z.int(),
  host: z.string(),
  pid: z.int(),
});

export type Member = z.output<typeof member>;

export interface Present {
  readonly workers: readonly Member[];
  readonly studies: readonly Member[];
}

/** Says that this process is there, until it is ended, and looks who else is. */
export class Presence {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #text: string;
  readonly #seen: (present: Present) => void;
  #timer: NodeJS.Timeout | null = null;

  /** `seen` gets who is there, again and again. */
  constructor(
    redis: Redis,
    kind: keyof typeof presenceKeys,
    about: Pick<Member, "version" | "jobs">,
    seen: (present: Present) => void,
  ) {
    this.#redis = redis;
    this.#key = presenceKeys[kind];
    const { pid } = process;
    this.#text = JSON.stringify({ ...about, host: hostname(), pid } satisfies Member);
    this.#seen = seen;
  }

  /** Throws what the server says to the first attempt. */
  async start(): Promise<void> {
    await this.#tell();
    this.#timer = setInterval(() => {
      // Otherwise what is said would pile up until the server is back.
      if (this.#redis.status === "ready") this.#tell().catch(() => undefined);
    }, everyMs);
    this.#timer.unref();
  }

  async #tell(): Promise<void> {
    const [seconds, micros] = await this.#redis.time();
    const nowMs = Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
    await this.#redis.zadd(this.#key, nowMs, this.#text);
    const heard = async (key: string): Promise<readonly Member[]> => {
      await this.#redis.zremrangebyscore(key, "-inf", `${nowMs - goneMs}`);
      const texts = await this.#redis.zrange(key, "0", "-1");
      return texts.flatMap((text) => readMember(text) ?? []);
    };
    const [workers, studies] = await Promise.all([heard(presenceKeys.workers), heard(presenceKeys.studies)]);
    this.#seen({ workers, studies });
  }

  /** Says goodbye, if the server is there to hear it. */
  async end(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    if (this.#redis.status === "ready") await this.#redis.zrem(this.#key, this.#text).catch(() => undefined);
  }
}

function readMember(text: string): Member | null {
  try {
    return member.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Versions other than one's own, each once. */
export function otherVersions(members: readonly Member[], own: string): readonly string[] {
  return [...new Set(members.map(({ version }) => version))].filter((version) => version !== own).sort();
}
