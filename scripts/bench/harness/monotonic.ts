/**
 * The system's monotonic clock in milliseconds. On Linux and macOS all processes share it, so that times of
 * two processes can be compared.
 */
export function monotonicMs(): number {
  return Number(process.hrtime.bigint() / 1000n) / 1000;
}
