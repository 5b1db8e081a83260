import { toThousandths } from "../../core/text/format-number.ts";
import { systemClock } from "../../core/concurrency/clock.ts";
import type { RunEvent } from "../../core/events/run-event.ts";
import type { ServiceFound } from "../../core/events/service-events.ts";
import type { WarningRaised } from "../../core/events/command-events.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import { option } from "../../core/option-spelling.ts";
import type { TuneOptions } from "../../options/tune-options.ts";
import { measureService, type MeasuringParts, stepsSeconds } from "../../tune/measure-service.ts";
import type {
  AutoReport,
  FrameSample,
  StepReport,
  TuneBudget,
  TuneReport,
} from "../../tune/tune-report.ts";
import { stateFolder } from "../jobs/job-paths.ts";
import { AutoLoad } from "./auto-load.ts";
import { checkOutputs, IMAGES } from "../paths/check-outputs.ts";
import { SampleFrames } from "./sample-frames.ts";
import { describeQuota } from "../services/describe-quota.ts";
import { openCredentials } from "../services/open-credentials.ts";
import { openQuotas } from "../services/open-quotas.ts";
import { openService } from "../services/service.ts";
import { transportTo } from "../services/service-transport.ts";
import { sampleOutcomeOf } from "./sample-outcome.ts";
import { openSample } from "./tune-frames.ts";
import { claimPage, type PageFile } from "../paths/tune-page-file.ts";
import { openTuneSender } from "./tune-sender.ts";

/** Event of a load test. */
export type TuneEvent =
  | TunePlanned
  | ServiceFound
  | WarningRaised
  | StepStarted
  | TuneRequestEnded
  | StepEnded
  | AutoEnded;

/** The plan is made; nothing was sent yet. */
export interface TunePlanned extends TunePlan {
  /** Name of this event. */
  readonly type: "tunePlanned";
}

/** Plan of a load test. */
export interface TunePlan {
  /** Address of the service, without secrets. */
  readonly service: string;
  /** The images that are sent, over and over. */
  readonly frames: FrameSample;
  /** Limits of its time and requests. */
  readonly budget: TuneBudget;
}

/** A number of requests in flight is about to be tried. */
export interface StepStarted {
  /** Name of this event. */
  readonly type: "stepStarted";
  /** `auto` finds the number by itself. */
  readonly inFlight: number | "auto";
}

/** A request was answered, or given up. */
export interface TuneRequestEnded {
  /** Name of this event. */
  readonly type: "tuneRequestEnded";
  /** True if the service has taken the frame. */
  readonly isAccepted: boolean;
}

/** A number of requests in flight was tried. */
export interface StepEnded {
  /** Name of this event. */
  readonly type: "stepEnded";
  /** Measurements of the step. */
  readonly step: StepReport;
}

/** The trial of `auto` has ended. */
export interface AutoEnded {
  /** Name of this event. */
  readonly type: "autoEnded";
  /** `null` if it was broken off. */
  readonly auto: AutoReport | null;
}

/**
 * Tries a service with more and more requests in flight, and finds the fewest that keep it busy.
 * Nothing is put on record.
 *
 * @throws FrameferryError for frames, options or a page file that cannot be used; the signal's reason
 *   when it aborts before the first request. Later an abort ends it at once, with what it has so far.
 */
export async function runTune(
  options: TuneOptions,
  emit: (event: TuneEvent) => void,
  signal: AbortSignal,
): Promise<TuneReport> {
  const pass = (event: RunEvent): void => {
    if (event.type === "warningRaised" || event.type === "serviceFound") emit(event);
    if (event.type === "sendingPaused")
      emit({ type: "warningRaised", message: `sending waits: ${event.reason}` });
  };
  const direct = transportTo([options.to], options, (message) =>
    pass({ type: "warningRaised", message }),
  );
  const page = await openPage(options);
  await using sample = await openSample(options, pass, signal);
  const plan = planOf(options, sample.about);
  emit({ type: "tunePlanned", ...plan });
  const warn = (message: string): void => emit({ type: "warningRaised", message });
  const quota = describeQuota(options);
  if (quota !== null)
    warn(
      `the service gets ${quota}: this is what is measured where it is less than the service can`,
    );
  using opened = await openCredentials(options, { warn, signal });
  const { credentials } = opened;
  using quotas = await openQuotas(options, stateFolder(null), { clock: systemClock, emit: pass });
  const transport = quotas === null ? direct : { ...direct, quotaFor: quotas.of };
  const tools = { clock: systemClock, emit: pass, signal, transport, credentials };
  const service = await openService(options, tools);
  signal.throwIfAborted();
  await using sender = await openTuneSender(service, options, credentials);
  const startedMs = systemClock.nowMs();
  const after = (seconds: number): AbortSignal => AbortSignal.timeout(Math.ceil(seconds * 1000));
  const deadline = after(plan.budget.seconds);
  const stepsDeadline = after(stepsSeconds(plan.budget.seconds));
  const frames = new SampleFrames(sample.frames);
  const either = AbortSignal.any([signal, deadline]);
  const endpoint = { service: plan.service, sender };
  const parts = {
    clock: systemClock,
    cpuMs: processorTimeMs,
    client: {
      send: async (abort: AbortSignal) =>
        sampleOutcomeOf(await sender.send(frames.next(), { signal: abort })),
    },
    adaptive: new AutoLoad(frames, endpoint, options.maxConcurrency, either),
    ...listeners(emit),
  };
  const signals = { interrupt: signal, stepsDeadline, deadline };
  const measured = await measureService(plan.budget, parts, signals);
  const seconds = toThousandths((systemClock.nowMs() - startedMs) / 1000);
  const report: TuneReport = { ...plan, ...measured, seconds };
  const problem = (await page?.write(report)) ?? null;
  if (problem !== null) emit({ type: "warningRaised", message: problem });
  return report;
}

/** @throws FrameferryError before anything is written, where the file is something else than such a page. */
async function openPage({
  html: htmlFile,
  video,
  images: frames,
}: TuneOptions): Promise<PageFile | null> {
  if (htmlFile === null) return null;
  const sources = {
    files: video === null ? [] : [video],
    folders: frames === null ? [] : [frames],
    frames: IMAGES,
  };
  checkOutputs([{ flag: option("html"), path: htmlFile, kind: "page" }], sources);
  return await claimPage(htmlFile);
}

function listeners(
  emit: (event: TuneEvent) => void,
): Pick<MeasuringParts, "onSample" | "onStepStart" | "onStepEnd" | "onAutoEnd"> {
  return {
    onSample: ({ outcome }) =>
      emit({ type: "tuneRequestEnded", isAccepted: outcome.kind === "accepted" }),
    onStepStart: (inFlight) => emit({ type: "stepStarted", inFlight }),
    onStepEnd: (step) => emit({ type: "stepEnded", step }),
    onAutoEnd: (auto) => emit({ type: "autoEnded", auto }),
  };
}

/** Plan of a load test with these frames. */
function planOf(options: TuneOptions, frames: FrameSample): TunePlan {
  const { to, maxSeconds, maxRequests, maxConcurrency } = options;
  const budget = { seconds: maxSeconds, requests: maxRequests, maxConcurrency };
  return { service: redactedAddress(to), frames, budget };
}

function processorTimeMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}
