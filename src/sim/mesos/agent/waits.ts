/** How long an agent and its executors wait for each other, in ms: constants and flags of Mesos 0.28.3; and how it says so. */

/** How long executors may take to stop when they are told to shut down (slave/constants.cpp:28). */
export const shutdownGraceMs = 5000;
/** How long a restarted agent waits for its executors (slave/constants.cpp:29). */
export const executorReregisterMs = 2000;
/** How long executors wait for their agent (slave/flags.cpp:309). */
export const recoveryTimeoutMs = 900_000;
/** From the exit of an agent that was told to shut down to its next start, by its supervisor. */
export const supervisorRestartMs = 1000;

const units = [
  ["weeks", 604_800_000],
  ["days", 86_400_000],
  ["hrs", 3_600_000],
  ["mins", 60_000],
  ["secs", 1000],
] as const;

/** As Mesos' messages have it, in the largest unit of which it is a whole number: 1mins, 90secs (stout/duration.hpp:307-400). */
export function durationText(ms: number): string {
  const [unit, unitMs] = units.find(([, each]) => ms % each === 0) ?? ["ms", 1];
  return `${ms / unitMs}${unit}`;
}
