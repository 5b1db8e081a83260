/**
 * Bits of a number in half precision (IEEE 754, binary16), rounded to nearest, ties to even; infinite if
 * too large. Node has `Float16Array` only since version 24.
 */
export function halfFloatBits(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  const magnitude = Math.abs(value);
  if (magnitude >= TOO_LARGE) return sign | INFINITE;
  const exponent = Math.max(MIN_EXPONENT, Math.floor(Math.log2(magnitude)));
  const steps = roundToEven(magnitude / 2 ** (exponent - FRACTION_BITS));
  // Steps start at 1024 for all but subnormal numbers, which share the lowest exponent.
  return sign | (((exponent - MIN_EXPONENT) << FRACTION_BITS) + steps);
}

const FRACTION_BITS = 10;
const MIN_EXPONENT = -14;
const INFINITE = 0x7c00;
/** Midpoint between the largest number, 65504, and its successor if there were one. */
const TOO_LARGE = 65_520;

function roundToEven(value: number): number {
  const below = Math.floor(value);
  const fraction = value - below;
  if (fraction !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}
