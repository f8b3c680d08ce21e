/** What one piece of measured work is: it runs in a process of its own and says what it took. */

/** CPU seconds are user and system time of the whole process, garbage collection and compilation included. */
export interface Took {
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
}

/** What the process that did the work says. */
export interface Done {
  /** Numbers that may differ from repeat to repeat, such as seconds. */
  readonly measured: Readonly<Record<string, number>>;
  /** What the work came to: the same at every repeat, or the repeats did not do the same work. */
  readonly outcome: Readonly<Record<string, number | string>>;
  /** What is wrong with the outcome; empty where it is right. */
  readonly failures: readonly string[];
}

/** Runs something and says what it took. */
export function timed<T>(work: () => T): Took & { readonly value: T } {
  const cpu = process.cpuUsage();
  const wall = process.hrtime.bigint();
  const value = work();
  const wallSeconds = Number(process.hrtime.bigint() - wall) / 1e9;
  const { user, system } = process.cpuUsage(cpu);
  return { value, cpuSeconds: (user + system) / 1e6, wallSeconds };
}

/** The most memory that this process ever had, in MiB. */
export function peakMib(): number {
  return process.resourceUsage().maxRSS / 1024;
}
