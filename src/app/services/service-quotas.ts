import type { Clock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import type { LimitView } from "../../core/events/run-view.ts";
import { originOf } from "../../core/service/unix-address.ts";
import { QuotaFile } from "../../ledger/quota-file.ts";
import type { QuotaOptions } from "../../options/quota-options.ts";
import { DailyLimit } from "../../submitter/quota/daily-limit.ts";
import { PacedLimit } from "../../submitter/quota/paced-limit.ts";
import type { QuotaLimit } from "../../submitter/quota/quota-limit.ts";
import { byteCostMs, type Rate, requestCostMs } from "../../submitter/quota/request-cost.ts";
import { ServiceQuota } from "../../submitter/quota/service-quota.ts";
import type { RequestQuota } from "../../submitter/request-quota.ts";
import { describePause } from "./describe-quota.ts";
import { limitView } from "./limit-view.ts";

/** Dependencies of the quotas of a run. */
export interface QuotaTools {
  readonly clock: Clock;
  readonly emit: EventListener;
  /** Wall clock, in milliseconds since 1970. @default Date.now */
  readonly wallClockMs?: () => number;
}

/** The quotas of the services of a run, one for each host and port: accounts are not kept by path. */
export class ServiceQuotas implements Disposable {
  readonly #options: QuotaOptions;
  readonly #file: QuotaFile;
  readonly #tools: QuotaTools;
  readonly #quotas = new Map<string, ServiceQuota>();

  private constructor(options: QuotaOptions, file: QuotaFile, tools: QuotaTools) {
    this.#options = options;
    this.#file = file;
    this.#tools = tools;
  }

  /** @throws FrameferryError if the record of the requests cannot be used: then none may go out. */
  static open(options: QuotaOptions, stateFolder: string, tools: QuotaTools): ServiceQuotas {
    return new ServiceQuotas(options, QuotaFile.open(stateFolder), tools);
  }

  /** The quota that requests to an address need. */
  readonly of = (url: URL): RequestQuota => {
    const origin = originOf(url);
    const quota = this.#quotas.get(origin) ?? this.#open(origin);
    this.#quotas.set(origin, quota);
    return quota;
  };

  /** What the limits leave of each service that was asked for, now. */
  get views(): readonly LimitView[] {
    return [...this.#quotas].map(([service, quota]) => limitView(service, quota, this.#options));
  }

  /** Gives back what was not used of the day. */
  [Symbol.dispose](): void {
    try {
      for (const quota of this.#quotas.values()) quota[Symbol.dispose]();
    } finally {
      this.#file[Symbol.dispose]();
    }
  }

  #open(origin: string): ServiceQuota {
    const { clock, emit, wallClockMs = Date.now } = this.#tools;
    return new ServiceQuota({
      ...{ clock, wallClockMs, limits: this.#limitsOf(origin) },
      onPause: (option, untilMs) => {
        const reason = describePause(option, this.#options, untilMs);
        emit({ type: "sendingPaused", service: origin, limit: option, untilMs, reason });
      },
      onResume: (pausedMs) =>
        emit({ type: "sendingResumed", service: origin, pausedMs: Math.round(pausedMs) }),
    });
  }

  #limitsOf(origin: string): readonly QuotaLimit[] {
    const { maxRate, maxBandwidthBytes, maxPerDay } = this.#options;
    const store = this.#file;
    const limits: QuotaLimit[] = [];
    if (maxPerDay !== null) limits.push(new DailyLimit({ name: origin, store, maxPerDay }));
    if (maxRate !== null) {
      const costMs = requestCostMs(rateOf(maxRate));
      // Runs with other rates have their part of the same time.
      const name = `${origin} requests`;
      limits.push(new PacedLimit({ option: "maxRate", name, store, costMs: () => costMs }));
    }
    if (maxBandwidthBytes !== null) {
      const name = `${origin} bytes`;
      const costMs = byteCosts(maxBandwidthBytes);
      limits.push(new PacedLimit({ option: "maxBandwidthBytes", name, store, costMs }));
    }
    return limits;
  }
}

function rateOf(maxRate: NonNullable<QuotaOptions["maxRate"]>): Rate {
  const [amount, time] = maxRate.split("/") as [string, "s" | "m" | "h"];
  return { amount: Number(amount), windowMs: WINDOWS_MS[time] };
}

function byteCosts(perSecond: number): (byteLength: number) => number {
  let largestBytes = 0;
  return (byteLength) => {
    largestBytes = Math.max(largestBytes, byteLength);
    return byteCostMs({ amount: perSecond, windowMs: 1000 }, byteLength, largestBytes);
  };
}

const WINDOWS_MS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
