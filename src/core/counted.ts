/**
 * A number with its noun, in the form that goes with it: `1 frame`, `20 frames`.
 *
 * @param plural where an `s` alone does not make it, or a verb follows: `counted(n, "frame was", "frames were")`.
 */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
