import type { QuotaOptions } from "../../options/quota-options.ts";
import { type Flag, inGroup } from "./flags.ts";

/** Flags about limits of requests, for every command that sends some. */
export const QUOTA_FLAGS: readonly Flag<QuotaOptions>[] = inGroup("Requests and retries:", [
  {
    key: "maxRate",
    spelling: "--max-rate <n/time>",
    help: "requests to each service, at most: 5/s, 30/m, 1000/h; what is over waits (default: no limit)",
  },
  {
    key: "maxBandwidthBytes",
    spelling: "--max-bandwidth <size/s>",
    help: "bytes that go to each service in a second, at most: 10MB/s (default: no limit)",
  },
  {
    key: "maxPerDay",
    spelling: "--max-per-day <n>",
    help: "requests to each service in a day (UTC), at most, of all runs together (default: no limit)",
  },
]);
