/** What one health check has found out about one task, and what a further result makes of it (Health.scala). */

export interface Health {
  readonly firstSuccessMs: number | null;
  readonly lastSuccessMs: number | null;
  readonly lastFailureMs: number | null;
  readonly lastFailureCause: string | null;
  readonly consecutiveFailures: number;
}

/** Before the first result that counts. */
export const noHealth: Health = {
  firstSuccessMs: null,
  lastSuccessMs: null,
  lastFailureMs: null,
  lastFailureCause: null,
  consecutiveFailures: 0,
};

/** The last result was a success. */
export function isAlive({ lastSuccessMs, lastFailureMs }: Health): boolean {
  return lastSuccessMs !== null && (lastFailureMs === null || lastSuccessMs > lastFailureMs);
}

export function succeeded(health: Health, atMs: number): Health {
  return {
    ...health,
    firstSuccessMs: health.firstSuccessMs ?? atMs,
    lastSuccessMs: atMs,
    consecutiveFailures: 0,
  };
}

/** `times` in a row, the last one at `atMs`. */
export function failed(health: Health, atMs: number, cause: string, times = 1): Health {
  return {
    ...health,
    lastFailureMs: atMs,
    lastFailureCause: cause,
    consecutiveFailures: health.consecutiveFailures + times,
  };
}
