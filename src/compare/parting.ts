/** The first event at which two runs part, what both did before it, and what each does then. */

import { factsOf, timeOf } from "./event-line.ts";

const beforeMax = 3;
const atOnceMax = 200;
const chainMax = 4;

export interface Branch {
  /** What only this run does at the instant of parting, in order; empty where it does nothing then. */
  readonly only: readonly string[];
  /** Its first event after that instant; null where there is none. */
  readonly next: string | null;
  /** What led to its first own event: earlier events about the same task, volume, app or agent, oldest first. */
  readonly chain: readonly string[];
}

export interface Parting {
  /** How many events are the same. */
  readonly same: number;
  readonly atMs: number;
  /** The last of those, oldest first. */
  readonly before: readonly string[];
  readonly a: Branch;
  readonly b: Branch;
}

/** Null where the runs never part. The events are read twice, and few of them are kept. */
export function partingOf(a: () => Iterable<string>, b: () => Iterable<string>): Parting | null {
  const first = firstDifference(a, b);
  if (first === null) return null;
  const { same, before, a: inA, b: inB } = first;
  const atMs = Math.min(instantOf(inA), instantOf(inB));
  const [nowA, nowB] = [inA, inB].map((lines) => lines.filter((line) => timeOf(line) === atMs));
  const onlyA = without(nowA ?? [], nowB ?? []);
  const onlyB = without(nowB ?? [], nowA ?? []);
  // The same events in another order.
  const reordered = onlyA.length === 0 && onlyB.length === 0;
  const [ownA, ownB] = reordered ? [nowA ?? [], nowB ?? []] : [onlyA, onlyB];
  // The side that does nothing is asked about what the other one does.
  const [subjectA, subjectB] = [ownA[0] ?? ownB[0], ownB[0] ?? ownA[0]];
  const branch = (lines: readonly string[], only: readonly string[], chain: readonly string[]): Branch => ({
    only,
    next: lines.find((line) => timeOf(line) > atMs) ?? null,
    chain,
  });
  const chainA = chainOf(a, same, subjectA);
  return {
    same,
    atMs,
    before,
    a: branch(inA, ownA, chainA),
    b: branch(inB, ownB, subjectA === subjectB ? chainA : chainOf(b, same, subjectB)),
  };
}

const instantOf = (lines: readonly string[]): number =>
  lines[0] === undefined ? Number.POSITIVE_INFINITY : timeOf(lines[0]);

/** Both runs from their first difference on, up to the first event after that instant. */
function firstDifference(
  a: () => Iterable<string>,
  b: () => Iterable<string>,
): {
  readonly same: number;
  readonly before: readonly string[];
  readonly a: readonly string[];
  readonly b: readonly string[];
} | null {
  const [inA, inB] = [a()[Symbol.iterator](), b()[Symbol.iterator]()];
  const before: string[] = [];
  try {
    for (let same = 0; ; same++) {
      const [nextA, nextB] = [lineOf(inA.next()), lineOf(inB.next())];
      if (nextA === null && nextB === null) return null;
      if (nextA !== null && nextA === nextB) {
        before.push(nextA);
        if (before.length > beforeMax) before.shift();
        continue;
      }
      const atMs = Math.min(...[nextA, nextB].map((line) => (line === null ? Infinity : timeOf(line))));
      return { same, before, a: upTo(nextA, inA, atMs), b: upTo(nextB, inB, atMs) };
    }
  } finally {
    inA.return?.();
    inB.return?.();
  }
}

const lineOf = (result: IteratorResult<string>): string | null =>
  result.done === true ? null : result.value;

/** A line and those after it, up to and with the first that is later than an instant. */
function upTo(line: string | null, rest: Iterator<string>, atMs: number): readonly string[] {
  const lines: string[] = [];
  for (let here = line; here !== null && lines.length < atOnceMax; here = lineOf(rest.next())) {
    lines.push(here);
    if (timeOf(here) > atMs) break;
  }
  return lines;
}

/** The lines that the others have not, as often as they are there. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}

/** What ties events together, the closest tie first. */
const ties = ["task", "reservation", "volume", "app", "agent", "framework"] as const;

/** The last events before the parting that share an id with an event: those of the closest tie first, oldest first. */
function chainOf(lines: () => Iterable<string>, same: number, event: string | undefined): readonly string[] {
  if (event === undefined) return [];
  const facts = factsOf(event);
  const marks = ties.flatMap((tie) =>
    typeof facts[tie] === "string" ? [`${JSON.stringify(tie)}:${JSON.stringify(facts[tie])}`] : [],
  );
  const byMark = marks.map((mark) => ({ mark, lines: [] as { index: number; line: string }[] }));
  let index = 0;
  for (const line of lines()) {
    if (index >= same) break;
    for (const { mark, lines: tied } of byMark) {
      if (!line.includes(mark)) continue;
      tied.push({ index, line });
      if (tied.length > chainMax) tied.shift();
    }
    index++;
  }
  const chain = new Map<number, string>();
  for (const { lines: tied } of byMark)
    for (const { index: at, line } of tied.toReversed())
      if (chain.size < chainMax && !chain.has(at)) chain.set(at, line);
  return [...chain].sort(([x], [y]) => x - y).map(([, line]) => line);
}
