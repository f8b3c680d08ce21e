/** The apps to which two runs do different things, each with the instant at which that begins. */

import { factsOf, headOf, timeOf } from "./event-line.ts";

const eventsMax = 3;

export interface AppStory {
  readonly app: string;
  readonly atMs: number;
  /** What happens to it then, the first few; tasks are random and count for nothing. */
  readonly a: readonly string[];
  readonly b: readonly string[];
}

/** In the order in which their stories part. Of the events only those of one instant are kept. */
export function partedApps(a: Iterable<string>, b: Iterable<string>): readonly AppStory[] {
  const parted = new Map<string, AppStory>();
  const [inA, inB] = [new Instants(a), new Instants(b)];
  for (;;) {
    const atMs = Math.min(inA.nextMs, inB.nextMs);
    if (atMs === Number.POSITIVE_INFINITY) return [...parted.values()];
    const [ofA, ofB] = [inA.take(atMs), inB.take(atMs)];
    for (const app of new Set([...ofA.keys(), ...ofB.keys()])) {
      if (parted.has(app)) continue;
      const [headsA, headsB] = [ofA.get(app) ?? [], ofB.get(app) ?? []];
      if (headsA.join("\n") === headsB.join("\n")) continue;
      const story = { app, atMs, a: headsA.slice(0, eventsMax), b: headsB.slice(0, eventsMax) };
      parted.set(app, story);
    }
  }
}

/** Reads events instant by instant. */
class Instants {
  readonly #lines: Iterator<string>;
  #next: string | null;

  constructor(lines: Iterable<string>) {
    this.#lines = lines[Symbol.iterator]();
    this.#next = this.#read();
  }

  get nextMs(): number {
    return this.#next === null ? Number.POSITIVE_INFINITY : timeOf(this.#next);
  }

  /** What happens at an instant, by app. */
  take(atMs: number): ReadonlyMap<string, readonly string[]> {
    const byApp = new Map<string, string[]>();
    for (; this.#next !== null && timeOf(this.#next) === atMs; this.#next = this.#read()) {
      if (!this.#next.includes('"app":')) continue;
      const facts = factsOf(this.#next);
      const app = facts["app"];
      if (typeof app !== "string") continue;
      const heads = byApp.get(app);
      if (heads === undefined) byApp.set(app, [headOf(facts)]);
      else heads.push(headOf(facts));
    }
    return byApp;
  }

  #read(): string | null {
    const result = this.#lines.next();
    return result.done === true ? null : result.value;
  }
}
