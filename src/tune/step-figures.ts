import { toThousandths } from "../core/text/format-number.ts";
import { percentile } from "./percentile.ts";
import { rateError } from "./rate-standard-error.ts";
import type { FailedSample, Sample } from "./sample.ts";
import { steadyRate } from "./steady-rate.ts";
import type { FailureClass, StepReport } from "./tune-report.ts";

/** Raw record of a step. */
export interface StepRecord {
  readonly inFlight: number;
  /** Samples in the order in which they ended. */
  readonly samples: readonly Sample[];
  /** Start of full load; `null` if it was never reached. */
  readonly warm: CpuMark | null;
  /** Time of sending the last request. */
  readonly stop: CpuMark;
}

/** A point in time, with the processor time used by this program until then. */
export interface CpuMark {
  /** Monotonic time, in milliseconds. */
  readonly atMs: number;
  readonly cpuMs: number;
}

/** Figures of a step: of the requests that ended between the warm-up and the last request, at full load. */
export function stepFigures({ inFlight, samples, warm, stop }: StepRecord): StepReport {
  const fromMs = warm?.atMs ?? Number.POSITIVE_INFINITY;
  const steady = samples.filter(({ endedMs }) => endedMs >= fromMs && endedMs <= stop.atMs);
  const rate = steadyRate(steady);
  const failures = failureClasses(samples);
  return {
    inFlight,
    seconds: warm === null ? 0 : toThousandths((stop.atMs - warm.atMs) / 1000),
    framesPerSecond: rate === null ? null : toThousandths(rate),
    rateError: toThousandths(rateError(steady)),
    latencyMs: latenciesOf(steady),
    requests: samples.length,
    failed: failures.reduce((sum, { count }) => sum + count, 0),
    failures,
    cpuShare: warm === null ? 0 : toThousandths(cpuShare(warm, stop)),
  };
}

function latenciesOf(samples: readonly Sample[]): StepReport["latencyMs"] {
  const ascending = samples
    .filter(({ outcome }) => outcome.kind === "accepted")
    .map(({ startedMs, endedMs }) => toThousandths(endedMs - startedMs))
    .toSorted((one, other) => one - other);
  return {
    p50: percentile(ascending, 50),
    p95: percentile(ascending, 95),
    p99: percentile(ascending, 99),
  };
}

function failureClasses(samples: readonly Sample[]): readonly FailureClass[] {
  const classes = new Map<string, FailureClass>();
  for (const { outcome } of samples) {
    if (outcome.kind !== "failed") continue;
    const { failure, reason } = outcome satisfies FailedSample;
    const { count, example } = classes.get(failure) ?? { count: 0, example: reason };
    classes.set(failure, { failure, count: count + 1, example });
  }
  return [...classes.values()].toSorted((one, other) => other.count - one.count);
}

function cpuShare(from: CpuMark, to: CpuMark): number {
  return (to.cpuMs - from.cpuMs) / Math.max(1, to.atMs - from.atMs);
}
