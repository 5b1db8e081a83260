/** `512 B`, `1.5 MB`, `2 GB`, by thousands. */
export function formatBytes(byteLength: number): string {
  const power = Math.max(
    0,
    UNITS.findLastIndex((_, index) => byteLength >= 1000 ** index),
  );
  const scaled = byteLength / 1000 ** power;
  return `${Number(scaled.toFixed(scaled < 100 ? 1 : 0))} ${UNITS[power]}`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];
