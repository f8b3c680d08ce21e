/** What one measured run says of itself. */

export interface Measured {
  readonly scenario: string;
  readonly digest: string;
  /** Events that the kernel played. */
  readonly played: number;
  /** Rows of the journal. */
  readonly rows: number;
  /** Reading and checking the scenario. */
  readonly loadSeconds: number;
  /** Playing it. */
  readonly runSeconds: number;
  /** Making the metrics out of the journal. */
  readonly analyseSeconds: number;
  /** Of the whole process. */
  readonly peakMib: number;
  /** Expectations that did not hold, and invariants that were broken. */
  readonly failures: readonly string[];
}
