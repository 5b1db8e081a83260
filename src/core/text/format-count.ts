/**
 * A number with its noun in singular or plural: `1 frame`, `20 frames`.
 *
 * @param plural for other plurals than an added `s`, or with a verb: `formatCount(n, "frame was", "frames
 * were")`.
 */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
