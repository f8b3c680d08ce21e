/** The records of a Chrome trace, as its format defines them: https://perfetto.dev/docs/getting-started/other-formats. */

/** Where an event is drawn. Thread ids are unique in the whole trace, not only in their process. */
export interface Track {
  readonly pid: number;
  readonly tid: number;
}

export type Args = Readonly<Record<string, string | number>>;

/** The members in the order in which they are written; `ts` and `dur` are microseconds. */
export type TraceEvent =
  /** What a process or a thread is called, and where it stands among the others. */
  | {
      readonly ph: "M";
      readonly pid: number;
      readonly tid?: number;
      readonly name: "process_name" | "process_sort_index" | "thread_name" | "thread_sort_index";
      readonly args: Args;
    }
  /** A span. */
  | (TimedEvent & {
      readonly ph: "X";
      readonly dur: number;
      readonly tid: number;
      readonly cat: string;
      readonly args?: Args;
    })
  /** A mark on a thread (`t`), over a process (`p`) or over everything (`g`). */
  | (TimedEvent & {
      readonly ph: "i";
      readonly tid: number;
      readonly cat: string;
      readonly s: "t" | "p" | "g";
      readonly args?: Args;
    })
  /** The values of some counters from here on. */
  | (TimedEvent & { readonly ph: "C"; readonly args: Readonly<Record<string, number>> })
  /** An arrow from the span around this place (`s`) through others (`t`) to the last (`f`). */
  | (TimedEvent & {
      readonly ph: "s" | "t" | "f";
      readonly tid: number;
      readonly cat: string;
      readonly id: number;
      /** The end belongs to the span around it, not to the next one that begins. */
      readonly bp?: "e";
    });

interface TimedEvent {
  readonly ts: number;
  readonly pid: number;
  readonly name: string;
}

export type Timed = Exclude<TraceEvent, { readonly ph: "M" }>;

export const microseconds = (ms: number): number => ms * 1000;

/** Those that say something; nothing where none does. */
export function argsOf(values: Readonly<Record<string, string | number | null>>): { readonly args?: Args } {
  const said: Record<string, string | number> = {};
  let any = false;
  for (const [name, value] of Object.entries(values)) {
    if (value === null || value === "") continue;
    said[name] = value;
    any = true;
  }
  return any ? { args: said } : {};
}
