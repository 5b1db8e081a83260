/** Capacity of a service that is left, and its share so far. */
export interface Capacity {
  /** Requests that it could take now besides those in flight. */
  readonly freeCount: number;
  /** Requests in flight at once, at most. */
  readonly limit: number;
  /** Grows with each frame that goes there, the faster the smaller its weight. */
  readonly virtualTime: number;
}

/**
 * True if a service has more of its capacity free than another one. Where both have as much, it is the
 * turn of the one that is behind: so they share few frames in the same proportion as many.
 */
export function hasMoreCapacity(one: Capacity, other: Capacity): boolean {
  const [ofOne, ofOther] = [one.freeCount * other.limit, other.freeCount * one.limit];
  return ofOne === ofOther ? one.virtualTime < other.virtualTime : ofOne > ofOther;
}
