/**
 * Requests in flight at once to a service, at most: all that is allowed where no other is meant to have
 * more frames, and else a part of it, at least 1.
 *
 * @param limit what is allowed, at least 1.
 * @param weight how much of the frames it is meant to have; above 0.
 * @param maxWeight the greatest of all services.
 */
export function limitOfWeight(limit: number, weight: number, maxWeight: number): number {
  return Math.max(1, Math.round((limit * weight) / maxWeight));
}
