/** True if a version such as `2.9.10` or `2.11.0-preview.1` is older than another one. */
export function isBelow(
  version: string,
  [major, minor, patch]: readonly [number, number, number],
): boolean {
  const [, a = 0, b = 0, c = 0] = (/^v?(\d+)\.(\d+)(?:\.(\d+))?/u.exec(version) ?? []).map(Number);
  if (a !== major) return a < major;
  return b === minor ? c < patch : b < minor;
}
