import type { LandedImage } from "../../support/frames/frame-maker.ts";
import type { Exchange } from "../oracle/exchange.ts";

/** Acceptances beyond one for each time that an image landed. */
export interface Duplicates {
  /** The service could tell them from fresh ones: their idempotency key was accepted before. */
  readonly sameKey: number;
  /** With a key of their own. */
  readonly otherKey: number;
  readonly withoutKey: number;
  readonly total: number;
}

/** @param accepted the exchanges in which an image was accepted. */
export function countDuplicates(
  landed: readonly LandedImage[],
  accepted: readonly Exchange[],
): Duplicates {
  const landings = Map.groupBy(landed, ({ digest }) => digest);
  const counts = { sameKey: 0, otherKey: 0, withoutKey: 0 };
  for (const [digest, exchanges] of Map.groupBy(accepted, (exchange) => exchange.digest)) {
    const keyed = exchanges.filter(({ idempotencyKey }) => idempotencyKey !== null);
    const keys = new Set(keyed.map(({ idempotencyKey }) => idempotencyKey)).size;
    const keyless = exchanges.length - keyed.length;
    const due = Math.max(1, landings.get(digest ?? "")?.length ?? 0);
    counts.sameKey += keyed.length - keys;
    counts.otherKey += Math.max(0, keys - due);
    counts.withoutKey += Math.max(0, keyless - Math.max(0, due - keys));
  }
  return { ...counts, total: counts.sameKey + counts.otherKey + counts.withoutKey };
}
