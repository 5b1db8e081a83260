/** `512 B`, `1.5 MB`, `2 GB`, by thousands. */
export function bytesInWords(byteLength: number): string {
  const power = Math.max(
    0,
    UNITS.findLastIndex((_, index) => byteLength >= 1000 ** index),
  );
  return `${Number((byteLength / 1000 ** power).toFixed(1))} ${UNITS[power]}`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"];
