/** Frame indexes from `first` to `last`, both included. */
export interface IndexRange {
  readonly first: number;
  readonly last: number;
}

/** Merges indexes, in rising order, into the fewest ranges that contain exactly them. */
export function rangesOf(indexes: Iterable<number>): readonly IndexRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const index of indexes) {
    const range = ranges.at(-1);
    if (range !== undefined && index <= range.last + 1) range.last = index;
    else ranges.push({ first: index, last: index });
  }
  return ranges;
}
