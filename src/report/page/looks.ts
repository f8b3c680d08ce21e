/**
 * How states look: each family of states has a colour, a pattern, and its name as text. The colours are those of Okabe
 * and Ito, which colour-blind people can tell apart, and the patterns do without any colour.
 */

export type Family =
  | "running"
  | "calm"
  | "reserved"
  | "starting"
  | "reserving"
  | "waiting"
  | "troubled"
  | "ending"
  | "lost"
  | "done"
  | "step";

export type Pattern = "plain" | "rising" | "falling" | "dots" | "level" | "upright" | "crossed";

export interface Look {
  readonly family: Family;
  readonly pattern: Pattern;
  /** What is to be noticed most has the highest: it shows where many states share a pixel. */
  readonly rank: number;
  readonly about: string;
}

/** From the bottom of a stack to its top. */
export const families: readonly Look[] = [
  { family: "running", pattern: "plain", rank: 2, about: "running, attached, leading" },
  { family: "calm", pattern: "plain", rank: 0, about: "registered" },
  { family: "reserved", pattern: "plain", rank: 1, about: "reserved" },
  { family: "step", pattern: "plain", rank: 3, about: "step of a deployment" },
  { family: "starting", pattern: "rising", rank: 5, about: "staging, started" },
  { family: "reserving", pattern: "falling", rank: 6, about: "reserving, requested" },
  { family: "waiting", pattern: "dots", rank: 7, about: "suspended, detached" },
  { family: "troubled", pattern: "level", rank: 8, about: "unhealthy, disconnected, unknown" },
  { family: "ending", pattern: "upright", rank: 4, about: "killing, killed, cancelling" },
  { family: "lost", pattern: "crossed", rank: 9, about: "lost, failed, error, removed, crashed" },
  { family: "done", pattern: "plain", rank: 1, about: "finished, declined" },
];

const familyOf: Readonly<Record<string, Family>> = {
  running: "running",
  attached: "running",
  leading: "running",
  accepted: "running",
  registered: "calm",
  reserved: "reserved",
  open: "reserved",
  staging: "starting",
  started: "starting",
  reserving: "reserving",
  requested: "reserving",
  suspended: "waiting",
  detached: "waiting",
  unhealthy: "troubled",
  disconnected: "troubled",
  unknown: "troubled",
  void: "troubled",
  killing: "ending",
  killed: "ending",
  cancelling: "ending",
  lost: "lost",
  failed: "lost",
  error: "lost",
  removed: "lost",
  crashed: "lost",
  down: "lost",
  rescinded: "lost",
  finished: "done",
  declined: "done",
};

const places = new Map(families.map((look, place) => [look.family, place]));

/** The place of a state's look among `families`. */
export function lookOf(state: string): number {
  return places.get(familyOf[state] ?? (state.startsWith("step-") ? "step" : "done")) ?? 0;
}
