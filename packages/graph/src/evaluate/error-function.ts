/** The error function in double precision: by the series where it is small, by the continued fraction of its complement. */

/** Where the continued fraction takes over: the complement is 0.0047 here, so its rounding no longer shows in erf. */
const SERIES_END = 2;

/** Denominators of the continued fraction; from |x| = 2 on, 60 leave no error in double precision. */
const FRACTION_DEPTH = 100;

/** erf(x) = 2/√π ∫₀ˣ exp(−t²) dt, to 1e-15. */
export function erf(x: number): number {
  return Math.abs(x) < SERIES_END ? series(x) : Math.sign(x) * (1 - complement(Math.abs(x)));
}

/** erfc(x) = 1 − erf(x), without cancellation where x is large. */
export function erfc(x: number): number {
  return x < SERIES_END ? 1 - erf(x) : complement(x);
}

/** 2/√π · exp(−x²) · Σₙ 2ⁿ x²ⁿ⁺¹ / (1·3·…·(2n + 1)): every term has the sign of x. Source: DLMF 7.6.2. */
function series(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > Number.EPSILON * 0.1 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}

/** erfc(x) = exp(−x²)/√π · 1/(x + ½/(x + 1/(x + ³⁄₂/(x + 2/(x + …))))) for x > 0. Source: DLMF 7.9.2, rewritten. */
function complement(x: number): number {
  let denominator = x;
  for (let n = FRACTION_DEPTH; n > 0; n--) denominator = x + n / 2 / denominator;
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * denominator);
}
