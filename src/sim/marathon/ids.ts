/**
 * Ids of tasks, volumes and deployments, in the form of Marathon's own, and what can be read back from them.
 *
 * UUIDs look time-based (version 1): 100 ns ticks, of which each app counts its own, and node bits from the app's
 * name, so that no app shifts the ids of another. A volume's UUID comes before its task's (TaskOpFactoryImpl.scala:161-172).
 */

import { safePath } from "../../model/app/definition.ts";
import { mix32, type Streams } from "../kernel/streams.ts";

/** Ticks of 100 ns from 1582-10-15, where UUIDs count from, to 1970-01-01. */
const ticksTo1970 = 122_192_928_000_000_000n;

const hex = (value: number, width: number): string => value.toString(16).padStart(width, "0").slice(-width);

/** V8 keeps a text that a template put together as a tree of its parts: ids live long and are looked up often. */
const inOnePiece = (...parts: readonly string[]): string => parts.join("");

interface Clock {
  /** The last tick given, in 100 ns since the start of the run. */
  last: number;
  readonly suffix: string;
}

export class Ids {
  readonly #streams: Streams;
  readonly #framework: string;
  readonly #clocks = new Map<string, Clock>();

  constructor(streams: Streams, framework: string) {
    this.#streams = streams;
    this.#framework = framework;
  }

  /** `<safe path>.<uuid>` (Task.scala:300-303). */
  task(appId: string, nowMs: number): string {
    return inOnePiece(safePath(appId), ".", this.uuid(appId, nowMs));
  }

  /** `<safe path>#<container path>#<uuid>` (Task.scala:354-367). */
  volume(appId: string, containerPath: string, nowMs: number): string {
    return inOnePiece(safePath(appId), "#", containerPath, "#", this.uuid(appId, nowMs));
  }

  /** A UUID of its own for that owner and instant. */
  uuid(owner: string, nowMs: number): string {
    const clock = this.#clockOf(owner);
    clock.last = Math.max(nowMs * 10_000, clock.last + 1);
    const ticks = (BigInt(clock.last) + ticksTo1970).toString(16).padStart(15, "0");
    return inOnePiece(ticks.slice(7), "-", ticks.slice(3, 7), "-1", ticks.slice(0, 3), "-", clock.suffix);
  }

  #clockOf(owner: string): Clock {
    let clock = this.#clocks.get(owner);
    if (clock === undefined) {
      const salt = this.#streams.salt("marathon.uuid", `${this.#framework}${owner}`);
      const sequence = hex(0x8000 | (mix32(salt, 1) & 0x3fff), 4);
      clock = { last: -1, suffix: `${sequence}-${hex(mix32(salt, 2), 8)}${hex(mix32(salt, 3), 4)}` };
      this.#clocks.set(owner, clock);
    }
    return clock;
  }
}

const fromSafePath = (path: string): string => `/${path.replaceAll("_", "/")}`;

/** The app that a task id names, or null where it names none: Marathon raises a MatchError (Task.scala:286-296). */
export function appOfTask(taskId: string): string | null {
  const match = /^(.+)[._][^_.]+$/.exec(taskId);
  return match === null ? null : fromSafePath(match[1] ?? "");
}

/** The app that a persistence id names; null where it cannot be parsed: no part may hold a dot (Task.scala:364), bug B9. */
export function appOfVolume(persistenceId: string, dotsAllowed: boolean): string | null {
  if (!dotsAllowed && persistenceId.includes(".")) return null;
  // The last two that part something, as in ^(.+)#(.+)#(.+)$.
  const uuid = persistenceId.lastIndexOf("#", persistenceId.length - 2);
  const path = persistenceId.lastIndexOf("#", uuid - 2);
  return uuid > 2 && path > 0 ? fromSafePath(persistenceId.slice(0, path)) : null;
}
