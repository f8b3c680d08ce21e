/**
 * The greatest value of a smooth function of one or two variables, and how sharp its peak is: Newton's method with
 * numerical derivatives, damped where the function is not concave.
 *
 * Ours, because the peak's curvature is wanted as well (it gives the parameters' intervals), because the only
 * well-known package for it has no types and forgets a declaration in its shrinking step, and because every step must
 * be the same on every machine.
 */

export interface Peak {
  readonly at: readonly number[];
  readonly value: number;
  /** Standard deviations that the curvature gives to each variable; null where the peak is flat. */
  readonly sd: readonly number[] | null;
}

const stepsMax = 200;
/** For differences, on variables whose natural scale is 1. */
const h = 1e-3;

type Objective = (x: readonly number[]) => number;

/** Climbs from the best of the starts. Values that are no number, or minus infinity, are as low as can be. */
export function maximise(objective: Objective, starts: readonly (readonly number[])[]): Peak {
  const f: Objective = (x) => {
    const value = objective(x);
    return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
  };
  let x: readonly number[] = [];
  let value = Number.NEGATIVE_INFINITY;
  for (const start of starts) {
    const here = f(start);
    if (x.length > 0 && here <= value) continue;
    x = start;
    value = here;
  }
  let damping = 0;
  for (let step = 0; step < stepsMax; step++) {
    const { gradient, hessian } = derivatives(f, x, value);
    const move = ascent(gradient, hessian, damping);
    const next = x.map((xi, i) => xi + (move[i] ?? 0));
    const there = f(next);
    if (there >= value) {
      const gained = there - value;
      const moved = Math.max(...move.map(Math.abs));
      x = next;
      value = there;
      damping = damping < 1e-6 ? 0 : damping / 10;
      if (moved < 1e-7 || (gained < 1e-10 && moved < 1e-4)) break;
    } else {
      if (Math.max(...move.map(Math.abs)) < 1e-8) break;
      damping = damping === 0 ? 1e-3 : damping * 10;
    }
  }
  return { at: x, value, sd: deviations(derivatives(f, x, value).hessian) };
}

interface Derivatives {
  readonly gradient: readonly number[];
  readonly hessian: readonly (readonly number[])[];
}

function derivatives(f: Objective, x: readonly number[], value: number): Derivatives {
  const at = (by: (i: number) => number): number => f(x.map((xi, i) => xi + by(i)));
  const up = x.map((_, i) => at((k) => (k === i ? h : 0)));
  const down = x.map((_, i) => at((k) => (k === i ? -h : 0)));
  const gradient = x.map((_, i) => ((up[i] ?? 0) - (down[i] ?? 0)) / (2 * h));
  const second = x.map((_, i) => ((up[i] ?? 0) - 2 * value + (down[i] ?? 0)) / (h * h));
  const [d0 = 0, d1 = 0] = second;
  if (x.length === 1) return { gradient, hessian: [[d0]] };
  // Along the diagonal the second difference is the sum of both and twice the mixed one.
  const diagonal = (at(() => h) - 2 * value + at(() => -h)) / (h * h);
  const mixed = (diagonal - d0 - d1) / 2;
  const hessian = [
    [d0, mixed],
    [mixed, d1],
  ];
  return { gradient, hessian };
}

/** Newton's step towards the peak, at most 1 in each variable; `damping` turns it towards the steepest ascent. */
function ascent(
  gradient: readonly number[],
  hessian: readonly (readonly number[])[],
  damping: number,
): readonly number[] {
  const [g = 0, k = 0] = gradient;
  const [[a = -1, b = 0] = [], [, d = -1] = []] = hessian;
  const scale = Math.max(Math.abs(a), gradient.length > 1 ? Math.abs(d) : 0, 1e-12);
  let move: readonly number[];
  if (gradient.length === 1) move = [g / (Math.abs(a) + damping * scale)];
  else {
    // The negative curvature, lifted until both of its eigenvalues are positive.
    const least = (-a - d) / 2 - Math.sqrt(((a - d) / 2) ** 2 + b * b);
    const lift = Math.max(0, 1e-6 * scale - least) + damping * scale;
    const [p, q, r] = [-a + lift, -b, -d + lift];
    const det = p * r - q * q;
    move = [(r * g - q * k) / det, (p * k - q * g) / det];
  }
  const largest = Math.max(...move.map(Math.abs));
  if (!Number.isFinite(largest)) return gradient.map((each) => (each > 0 ? 1e-3 : -1e-3));
  return largest > 1 ? move.map((each) => each / largest) : move;
}

/** Roots of the diagonal of the inverse of the negative curvature. */
function deviations(hessian: readonly (readonly number[])[]): readonly number[] | null {
  const [[a = 0, b = 0] = [], [, d = 0] = []] = hessian;
  if (!(a < 0)) return null;
  if (hessian.length === 1) return [Math.sqrt(-1 / a)];
  const det = a * d - b * b;
  if (!(det > 0)) return null;
  return [Math.sqrt(-d / det), Math.sqrt(-a / det)];
}
