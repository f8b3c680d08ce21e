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

/** The lines, at most `linesMax`: where there are more, the first and the last of them. */
export function linesOf(beats: readonly Beat[], linesMax: number): string[] {
  const lines = together(beats).map((beat) => `${roughly(beat.atMs).padEnd(8)} ${beat.tell(beat)}`);
  if (lines.length <= linesMax) return lines;
  const last = Math.floor((linesMax - 1) / 2);
  const first = linesMax - 1 - last;
  const left = lines.length - first - last;
  return [...lines.slice(0, first), `${"".padEnd(8)} ... ${left} more`, ...lines.slice(lines.length - last)];
}

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
