/**
 * The system's monotonic clock in milliseconds. On Linux and macOS all processes read the same one, so
 * that what two of them noted can be compared.
 */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
