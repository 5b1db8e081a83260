/** A length of time as people type it for an option: `500ms`, `1.5s`, `1m30s`, `2h`, `7d`. */
export function typedDuration(milliseconds: number): string {
  if (milliseconds < 1000) return `${decimals(milliseconds)}ms`;
  const parts: string[] = [];
  let restMs = milliseconds;
  for (const [unitMs, unit] of UNITS) {
    const count = Math.floor(restMs / unitMs);
    if (count > 0) parts.push(`${count}${unit}`);
    restMs -= count * unitMs;
  }
  if (restMs > 0) parts.push(`${decimals(restMs / 1000)}s`);
  return parts.join("");
}

const UNITS = [
  [86_400_000, "d"],
  [3_600_000, "h"],
  [60_000, "m"],
] as const;

function decimals(amount: number): number {
  return Number(amount.toFixed(3));
}
