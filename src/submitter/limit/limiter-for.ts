import type { SendOptions } from "../../options/send-options.ts";
import { AdaptiveLimit } from "./adaptive-limit.ts";
import { FixedLimit } from "./fixed-limit.ts";
import type { Limiter } from "./limiter.ts";

export type LimitOptions = Pick<SendOptions, "concurrency" | "maxConcurrency">;

/** The limiter of one service. @param remembered what suited in an earlier run, if one is on record. */
export function limiterFor(
  { concurrency, maxConcurrency }: LimitOptions,
  remembered: number | null,
): Limiter {
  return concurrency === "auto"
    ? new AdaptiveLimit(maxConcurrency, remembered)
    : new FixedLimit(concurrency);
}

/** Requests that may ever be in flight at once. */
export function highestLimit({ concurrency, maxConcurrency }: LimitOptions): number {
  return concurrency === "auto" ? maxConcurrency : concurrency;
}
