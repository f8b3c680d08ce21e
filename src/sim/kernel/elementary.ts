/**
 * ln, exp and pow made of plain IEEE operations, since an engine may change the last bit of its own.
 *
 * Cody and Waite's reductions with the polynomials that fdlibm made common; errors below one unit in the last place.
 * A test holds the bits of some hundred values.
 *
 * Hot: this file may use the non-null `!` on typed arrays.
 */

const ln2Hi = 6.9314718036912381649e-1;
const ln2Lo = 1.90821492927058770002e-10;
/** 2^(1023 - k) for each exponent k as a double holds it: what takes a number of that exponent to 1 or above. */
const toOne = new Float64Array(2048);
for (let k = 0, power = 2 ** 1023; k < toOne.length; k++, power /= 2) toOne[k] = power;

/** A double and its two halves. */
const double = new Float64Array([1]);
const halves = new Uint32Array(double.buffer);
/** Where the half with sign and exponent lies, and the other one: processors differ in that. */
const [high, low] = halves[0] === 0 ? [1, 0] : [0, 1];

/** x * 2^n for a normal result; n is from -1024 to 1023. */
const scaled = (x: number, n: number): number => x * toOne[1023 - n]!;

const normalMin = 2.2250738585072014e-308;
const normalMax = Number.MAX_VALUE;

/** Natural logarithm; -Infinity at 0, NaN below. */
export function ln(x: number): number {
  return x >= normalMin && x <= normalMax ? lnLifted(x, 0) : lnElsewhere(x);
}

function lnElsewhere(x: number): number {
  // 2^54: subnormal numbers are lifted first.
  if (x > 0) return x > normalMax ? x : lnLifted(x * 18014398509481984, -54);
  return x === 0 ? Number.NEGATIVE_INFINITY : Number.NaN;
}

/** ln of a normal x / 2^by. */
function lnLifted(x: number, by: number): number {
  // x = 2^(k - 1023) * (1 + f), where 1 + f is at most the root of 2, whose bits are 3ff6a09e667f3bcd, and above half of
  // it: what is added carries into the exponent where the bits below are more than those. Branches nobody can foresee.
  double[0] = x;
  const upper = halves[high]!;
  const lower = halves[low]!;
  const carry = +(lower > 0x667f3bcd) | 0;
  const k = (upper + 0x95f61 + carry) >>> 20;
  const f = x * toOne[k]! - 1;
  const exponent = k - 1023 + by;
  // ln(1+f) = f - (f*f/2 - s*(f*f/2 + R)), s = f/(2+f)
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (0.3999999999940941908 + w * (0.2222219843214978396 + w * 0.1531383769920937332));
  const odd =
    z *
    (0.666666666666673513 +
      w * (0.2857142874366239149 + w * (0.1818357216161805012 + w * 0.1479819860511658591)));
  const half = 0.5 * f * f;
  return exponent * ln2Hi - (half - (s * (half + even + odd) + exponent * ln2Lo) - f);
}

/** e to the x; 0 below about -745, Infinity above about 709.8. */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Number.POSITIVE_INFINITY;
  if (x < -745.1332191019411) return 0;
  const k = Math.floor(x * 1.4426950408889634 + 0.5);
  const hi = x - k * ln2Hi;
  const lo = k * ln2Lo;
  const r = hi - lo;
  const t = r * r;
  const c =
    r -
    t *
      (1.6666666666666602e-1 +
        t *
          (-2.7777777777015593e-3 +
            t * (6.6137563214379344e-5 + t * (-1.6533902205465252e-6 + t * 4.1381367970572385e-8))));
  const y = 1 - (lo - (r * c) / (2 - c) - hi);
  if (k > 1023) return scaled(scaled(y, 1023), k - 1023);
  return k < -1021 ? scaled(scaled(y, k + 1000), -1000) : scaled(y, k);
}

/** x to the y for x >= 0, through ln and exp: good to about 1e-13, the same everywhere. */
export function pow(x: number, y: number): number {
  if (x === 0) return y === 0 ? 1 : y > 0 ? 0 : Number.POSITIVE_INFINITY;
  return exp(y * ln(x));
}
