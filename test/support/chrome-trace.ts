/**
 * Reads a Chrome trace as strictly as its format is written: throws for a record that a reader may drop or draw wrong.
 *
 * Source: Trace Event Format (the definition that perfetto.dev and chromium.org link), and what Perfetto says of it:
 * spans of a thread have to nest, arrows belong to the span around them, times are microseconds.
 */

import * as z from "zod";

const id = z.int().positive();
const ts = z.int().nonnegative();
const text = z.string().min(1);
const args = z.record(text, z.union([text, z.number()]));

const placed = { ts, pid: id, tid: id, name: text, cat: text };

const eventSchema = z.discriminatedUnion("ph", [
  z.strictObject({
    ph: z.literal("M"),
    pid: id,
    tid: id.optional(),
    name: z.enum(["process_name", "process_sort_index", "thread_name", "thread_sort_index"]),
    args: z.union([z.strictObject({ name: text }), z.strictObject({ sort_index: z.int() })]),
  }),
  z.strictObject({ ph: z.literal("X"), ...placed, dur: z.int().positive(), args: args.optional() }),
  z.strictObject({ ph: z.literal("i"), ...placed, s: z.enum(["t", "p", "g"]), args: args.optional() }),
  z.strictObject({ ph: z.literal("C"), ts, pid: id, name: text, args: z.record(text, z.number()) }),
  z.strictObject({ ph: z.literal("s"), ...placed, id }),
  z.strictObject({ ph: z.literal("t"), ...placed, id }),
  z.strictObject({ ph: z.literal("f"), ...placed, id, bp: z.literal("e") }),
]);

const traceSchema = z.strictObject({
  displayTimeUnit: z.literal("ms"),
  traceEvents: z.array(eventSchema),
  otherData: z.record(z.string(), z.union([z.string(), z.number()])),
});

type Event = z.infer<typeof eventSchema>;
type Phase = Event["ph"];
export type Of<P extends Phase> = Extract<Event, { ph: P }>;

export interface ReadThread {
  readonly process: string;
  readonly name: string;
  readonly spans: readonly Of<"X">[];
}

export interface ReadTrace {
  readonly otherData: Readonly<Record<string, string | number>>;
  /** Names by process id. */
  readonly processes: ReadonlyMap<number, string>;
  /** By thread id. */
  readonly threads: ReadonlyMap<number, ReadThread>;
  readonly marks: readonly Of<"i">[];
  readonly counters: readonly Of<"C">[];
  /** The titles of the spans that each arrow touches, as `thread: span`, in order. */
  readonly flows: ReadonlyMap<number, readonly string[]>;
}

function demand(held: boolean, what: string): asserts held {
  if (!held) throw new Error(what);
}

/** Throws what is wrong with the first record that is. */
export function readTrace(trace: string): ReadTrace {
  const { traceEvents, otherData } = traceSchema.parse(JSON.parse(trace));
  const all = <P extends Phase>(ph: P): Of<P>[] =>
    traceEvents.filter((event): event is Of<P> => event.ph === ph);
  let before = 0;
  for (const event of traceEvents) {
    const now = event.ph === "M" ? 0 : event.ts;
    demand(now >= before, `time goes back at ${JSON.stringify(event)}`);
    before = now;
  }
  const processes = namesOf(all("M"), "process");
  const threadNames = namesOf(all("M"), "thread");
  const threads = new Map<number, { pid: number; process: string; name: string; spans: Of<"X">[] }>();
  for (const { pid, tid, name } of all("M")) {
    if (name !== "thread_name" || tid === undefined) continue;
    const process = processes.get(pid);
    demand(process !== undefined, `thread ${tid} is in a process without a name`);
    threads.set(tid, { pid, process, name: threadNames.get(tid) ?? "", spans: [] });
  }
  for (const span of all("X")) {
    const thread = threads.get(span.tid);
    demand(thread !== undefined && thread.pid === span.pid, `no thread for ${JSON.stringify(span)}`);
    thread.spans.push(span);
  }
  for (const { name, spans } of threads.values()) demandNested(name, spans);
  for (const { pid } of traceEvents) demand(processes.has(pid), `process ${pid} has no name`);
  for (const mark of all("i"))
    demand(mark.s !== "t" || threads.get(mark.tid)?.pid === mark.pid, `no thread for ${mark.name}`);
  const arrows = [...all("s"), ...all("t"), ...all("f")];
  return {
    otherData,
    processes,
    threads,
    marks: all("i"),
    counters: all("C"),
    flows: flowsOf(arrows, threads),
  };
}

/** Each id has one name and one place in the order, and no two have the same place. */
function namesOf(records: readonly Of<"M">[], kind: "process" | "thread"): Map<number, string> {
  const names = new Map<number, string>();
  const places = new Map<number, number>();
  for (const { name, pid, tid, args: said } of records) {
    const key = kind === "process" ? pid : (tid ?? 0);
    if (name === `${kind}_name` && "name" in said) {
      demand(!names.has(key), `${kind} ${key} is named twice`);
      names.set(key, said.name);
    }
    if (name === `${kind}_sort_index` && "sort_index" in said) places.set(key, said.sort_index);
  }
  demand(places.size === names.size, `each ${kind} has a place`);
  demand(new Set(places.values()).size === names.size, `no two of ${kind} have one place`);
  return names;
}

/** A span that begins within another ends within it. */
function demandNested(thread: string, spans: readonly Of<"X">[]): void {
  const open: number[] = [];
  for (const { ts: start, dur, name } of spans) {
    while ((open.at(-1) ?? Number.POSITIVE_INFINITY) <= start) open.pop();
    const end = open.at(-1) ?? Number.POSITIVE_INFINITY;
    demand(start + dur <= end, `${thread}: ${name} at ${start} overlaps the one before`);
    open.push(start + dur);
  }
}

type Arrow = Of<"s"> | Of<"t"> | Of<"f">;

/** An arrow starts once, ends once, and each of its points lies within a span of its thread. */
function flowsOf(
  arrows: readonly Arrow[],
  threads: ReadonlyMap<number, ReadThread>,
): Map<number, readonly string[]> {
  const byId = new Map<number, Arrow[]>();
  for (const arrow of arrows) byId.set(arrow.id, [...(byId.get(arrow.id) ?? []), arrow]);
  const flows = new Map<number, readonly string[]>();
  for (const [flow, points] of byId) {
    const order = [...points].sort((a, b) => a.ts - b.ts);
    const phases = order.map(({ ph }) => ph).join("");
    demand(/^st*f$/.test(phases), `arrow ${flow} goes ${phases}`);
    demand(new Set(order.map(({ name, cat }) => `${cat} ${name}`)).size === 1, `arrow ${flow} has two names`);
    const touched = order.map((point) => {
      const thread = threads.get(point.tid);
      const around = thread?.spans.filter(({ ts: start, dur }) => start < point.ts && point.ts < start + dur);
      demand(around?.length === 1, `arrow ${flow} is within ${around?.length} spans at ${point.ts}`);
      return `${thread?.name}: ${around[0]?.name}`;
    });
    flows.set(flow, touched);
  }
  return flows;
}
