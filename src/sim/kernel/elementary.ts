/**
 * ln, exp and pow made of plain IEEE operations, since an engine may change the last bit of its own.
 *
 * Cody and Waite's reductions with the polynomials that fdlibm made common; errors below one unit in the last place.
 * A test holds the bits of some hundred values.
 */

const ln2Hi = 6.9314718036912381649e-1;
const ln2Lo = 1.90821492927058770002e-10;
/** A double and its two halves, the high one at 4: little-endian as most machines are, which costs least there. */
const bits = new DataView(new ArrayBuffer(8));

/** x * 2^n for a normal result. */
function scaled(x: number, n: number): number {
  bits.setFloat64(0, 1, true);
  bits.setUint32(4, (n + 1023) << 20, true);
  return x * bits.getFloat64(0, true);
}

/** Natural logarithm; -Infinity at 0, NaN below. */
export function ln(x: number): number {
  if (x < 0 || Number.isNaN(x)) return Number.NaN;
  if (x === 0) return Number.NEGATIVE_INFINITY;
  if (x === Number.POSITIVE_INFINITY) return x;
  let value = x;
  let exponent = 0;
  if (value < 2.2250738585072014e-308) {
    value *= 18014398509481984; // 2^54: subnormal numbers are lifted first
    exponent -= 54;
  }
  bits.setFloat64(0, value, true);
  exponent += ((bits.getUint32(4, true) >>> 20) & 0x7ff) - 1023;
  bits.setUint32(4, (bits.getUint32(4, true) & 0xfffff) | 0x3ff00000, true);
  let mantissa = bits.getFloat64(0, true);
  if (mantissa > 1.4142135623730951) {
    mantissa /= 2;
    exponent += 1;
  }
  // ln(1+f) = f - (f*f/2 - s*(f*f/2 + R)), s = f/(2+f)
  const f = mantissa - 1;
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
