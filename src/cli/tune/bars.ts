/** A bar of blocks, exact to an eighth of a column. @param share of the whole width, 0 to 1. */
export function bar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return "█".repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? "");
}

/** A bar up to the first share, and a lighter one on to the second. */
export function rangeBar(share: number, farther: number, width: number): string {
  const solid = bar(share, width);
  const end = Math.round(Math.min(1, Math.max(0, farther)) * width);
  return solid + "░".repeat(Math.max(0, end - solid.length));
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
