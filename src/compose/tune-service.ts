import { systemClock } from "../core/clock.ts";
import type { PipelineEvent, ServiceFound, WarningRaised } from "../core/events.ts";
import { shownAddress } from "../core/service-address.ts";
import type { TuneOptions } from "../options/tune-options.ts";
import { measureSteps, type MeasuringParts } from "../tune/measure-steps.ts";
import { recommend } from "../tune/recommend.ts";
import type { FrameSample, StepReport, TuneBudget, TuneReport } from "../tune/tune-report.ts";
import { openShooter } from "./frame-shooter.ts";
import { openService } from "./service.ts";
import { openSample } from "./tune-frames.ts";
import { claimPage } from "./tune-page-file.ts";

/** What `tune` tells while it goes on. */
export type TuneEvent =
  | TunePlanned
  | ServiceFound
  | WarningRaised
  | StepStarted
  | TuneRequestEnded
  | StepEnded;

/** What is about to be sent; nothing was yet. */
export interface TunePlanned extends TunePlan {
  readonly type: "tunePlanned";
}

export interface TunePlan {
  /** Address of the service, without secrets. */
  readonly service: string;
  readonly frames: FrameSample;
  readonly budget: TuneBudget;
}

export interface StepStarted {
  readonly type: "stepStarted";
  readonly inFlight: number;
}

export interface TuneRequestEnded {
  readonly type: "tuneRequestEnded";
  readonly isAccepted: boolean;
}

export interface StepEnded {
  readonly type: "stepEnded";
  readonly step: StepReport;
}

/**
 * Tries a service with more and more requests in flight, and finds the fewest that keep it busy.
 * Nothing is put on record.
 *
 * @throws FrameferryError for frames, options or a page file that cannot be used; the signal's reason
 *   when it aborts before the first request. Later an abort ends it at once, with what it has so far.
 */
export async function tuneService(
  options: TuneOptions,
  emit: (event: TuneEvent) => void,
  signal: AbortSignal,
): Promise<TuneReport> {
  const page = options.htmlFile === null ? null : await claimPage(options.htmlFile);
  const pass = (event: PipelineEvent): void => {
    if (event.type === "warningRaised" || event.type === "serviceFound") emit(event);
  };
  await using sample = await openSample(options, pass, signal);
  const plan = planOf(options, sample.about);
  emit({ type: "tunePlanned", ...plan });
  const service = await openService(options, { clock: systemClock, emit: pass, signal });
  signal.throwIfAborted();
  await using shooter = openShooter(sample.frames, service, options);
  const startedMs = systemClock.nowMs();
  const deadline = AbortSignal.timeout(Math.ceil(plan.budget.seconds * 1000));
  const parts: MeasuringParts = {
    clock: systemClock,
    cpuMs: processorTimeMs,
    shooter,
    onShot: ({ outcome }) =>
      emit({ type: "tuneRequestEnded", isAccepted: outcome.kind === "accepted" }),
    onStepStart: (inFlight) => emit({ type: "stepStarted", inFlight }),
    onStepEnd: (step) => emit({ type: "stepEnded", step }),
  };
  const measured = await measureSteps(plan.budget, parts, { interrupt: signal, deadline });
  const report: TuneReport = {
    ...plan,
    ...measured,
    seconds: Math.round((systemClock.nowMs() - startedMs) / 10) / 100,
    recommended: recommend(measured.steps, measured.ending),
  };
  const problem = (await page?.write(report)) ?? null;
  if (problem !== null) emit({ type: "warningRaised", message: problem });
  return report;
}

/** What would be sent, of these frames. */
function planOf(options: TuneOptions, frames: FrameSample): TunePlan {
  const { to, mostSeconds, mostRequests, maxConcurrency } = options;
  const budget = { seconds: mostSeconds, requests: mostRequests, maxConcurrency };
  return { service: shownAddress(to), frames, budget };
}

function processorTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
