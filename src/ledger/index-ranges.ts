/** Frame indexes from `first` to `last`, both included. */
export interface IndexRange {
  readonly first: number;
  readonly last: number;
}

/** Indexes, in rising order, as the fewest ranges that hold exactly them. */
export function rangesOf(indexes: Iterable<number>): readonly IndexRange[] {
  const ranges: { first: number; last: number }[] = [];
  for (const index of indexes) {
    const range = ranges.at(-1);
    if (range !== undefined && index <= range.last + 1) range.last = index;
    else ranges.push({ first: index, last: index });
  }
  return ranges;
}
