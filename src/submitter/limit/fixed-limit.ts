import type { Limiter, LimitMove } from "./limiter.ts";

/** The same limit, whatever happens. */
export class FixedLimit implements Limiter {
  readonly limit: number;
  readonly settledLimit: number;
  readonly firstReason = null;

  /** @param limit a whole number of at least 1. */
  constructor(limit: number) {
    this.limit = limit;
    this.settledLimit = limit;
  }

  requestStarted(): void {}

  requestEnded(): LimitMove | null {
    return null;
  }

  requestLost(): void {}

  startAfresh(): void {}
}
