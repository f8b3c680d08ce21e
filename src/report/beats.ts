/** Beats: one kind of thing that happened to one or more instances, and how like beats of one time are put together. */

import { roughly } from "../model/wording.ts";

/** Like beats this close to the first of them are told in one line. */
const togetherMs = 60_000;

/** What a beat counts beside how often it happened; absent is none. */
export type Counted = "processes" | "volumes" | "lost" | "pinned" | "runOn" | "destroyed";

export interface Beat {
  atMs: number;
  kind: string;
  readonly agents: string[];
  /** Of the tasks it happened to; what happens to one twice is told twice. */
  readonly tasks: Set<string>;
  count: number;
  readonly counted: Partial<Record<Counted, number>>;
  /** What the line says after the time. */
  tell: (beat: Beat) => string;
}

export function addTo(beat: Beat, what: Counted, by = 1): void {
  beat.counted[what] = (beat.counted[what] ?? 0) + by;
}

/** Lines at the start of a story that are kept whatever comes; more than anybody asks for. */
const headMax = 100;

/** The beats of one story. However many there are, a bounded number is kept: the first lines, and the last beats. */
export class Beats {
  readonly #beatsMax: number;
  #beats: Beat[] = [];
  /** The first lines, of beats that are no longer in the list. */
  readonly #head: Beat[] = [];
  /** Lines after those of which only the number is known. */
  #left = 0;

  constructor(beatsMax = 20_000) {
    this.#beatsMax = beatsMax;
  }

  add(beat: Beat): void {
    this.#beats.push(beat);
    if (this.#beats.length >= this.#beatsMax) this.#shorten();
  }

  /** The lines, at most `linesMax`, of 3 to 100: where there are more, the first and the last of them. */
  lines(linesMax: number): string[] {
    const beats = [...this.#head, ...together(this.#beats)];
    const count = beats.length + this.#left;
    if (count <= linesMax) return beats.map(lineOf);
    const last = Math.floor((linesMax - 1) / 2);
    const first = linesMax - 1 - last;
    return [
      ...beats.slice(0, first).map(lineOf),
      `${"".padEnd(8)} ... ${count - first - last} more`,
      ...beats.slice(beats.length - last).map(lineOf),
    ];
  }

  /** Turns the older half into lines. What would have become of them and the beats after them together is not seen. */
  #shorten(): void {
    const beats = this.#beats.sort((a, b) => a.atMs - b.atMs);
    const half = Math.floor(beats.length / 2);
    const told = together(beats.slice(0, half));
    this.#beats = beats.slice(half);
    const kept = told.slice(0, Math.max(0, headMax - this.#head.length));
    this.#head.push(...kept);
    this.#left += told.length - kept.length;
  }
}

const lineOf = (beat: Beat): string => `${roughly(beat.atMs).padEnd(8)} ${beat.tell(beat)}`;

function together(beats: readonly Beat[]): Beat[] {
  const told: Beat[] = [];
  for (const beat of [...beats].sort((a, b) => a.atMs - b.atMs)) {
    // Like beats may come between unlike ones: instances do the same things side by side.
    const like = told.slice(-3).findLast((earlier) => earlier.kind === beat.kind);
    const near = like !== undefined && beat.atMs - like.atMs <= togetherMs;
    if (!near || [...beat.tasks].some((task) => like.tasks.has(task))) {
      told.push({
        ...beat,
        agents: [...beat.agents],
        tasks: new Set(beat.tasks),
        counted: { ...beat.counted },
      });
      continue;
    }
    like.count += beat.count;
    for (const [what, by] of Object.entries(beat.counted)) addTo(like, what as Counted, by);
    for (const task of beat.tasks) like.tasks.add(task);
    for (const agent of beat.agents) if (!like.agents.includes(agent)) like.agents.push(agent);
  }
  return told;
}
