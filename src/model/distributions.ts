/** Distributions of durations as a scenario names them; amounts are milliseconds. */

export type Distribution =
  | { readonly kind: "constant"; readonly ms: number }
  | { readonly kind: "exponential"; readonly meanMs: number }
  | { readonly kind: "uniform"; readonly minMs: number; readonly maxMs: number }
  | { readonly kind: "normal"; readonly meanMs: number; readonly sdMs: number }
  | { readonly kind: "lognormal"; readonly medianMs: number; readonly sigma: number }
  | { readonly kind: "weibull"; readonly scaleMs: number; readonly shape: number }
  | { readonly kind: "empirical"; readonly valuesMs: readonly number[] };

export const constant = (ms: number): Distribution => ({ kind: "constant", ms });
