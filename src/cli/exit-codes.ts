/** The exit codes of every command, and what each one says to a script. */

export const exitCodes = {
  /** Done, and all held. */
  ok: 0,
  /** An expectation, an invariant or a target failed. */
  failed: 1,
  /** The input or the usage is wrong; nothing was done. */
  wrongInput: 2,
  /** A defect in holdfast itself. */
  defect: 3,
  /** Interrupted by SIGINT (128 + 2, as shells count). */
  interrupted: 130,
  /** Ended by SIGTERM (128 + 15). */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
