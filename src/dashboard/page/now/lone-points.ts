/** Places of values without a neighbor, through which no line goes: they are drawn as dots. */
export function lonePoints(values: ArrayLike<number | null | undefined>): number[] {
  const isThere = (at: number): boolean => (values[at] ?? null) !== null;
  return Array.from(values, (_, at) => at).filter(
    (at) => isThere(at) && !isThere(at - 1) && !isThere(at + 1),
  );
}
