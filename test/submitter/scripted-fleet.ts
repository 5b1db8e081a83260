import type { Frame } from "../../src/core/frame/frame.ts";
import {
  type DeliveryOptions,
  HttpSubmitter,
} from "../../src/submitter/dispatch/http-submitter.ts";
import type { SendResult } from "../../src/submitter/send-result.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";
import { FakeClock } from "../support/clock/fake-clock.ts";
import { Run } from "../support/stages/submitter-run.ts";

/** A service that exists only on a clock. */
export interface ScriptedService {
  /** What it says to a frame that it got at this time. */
  readonly say: (frame: Frame, nowMs: number) => SendResult;
  /** Its time for one frame, in milliseconds. @default 10 */
  readonly workMs?: number;
  /** Frames that it works on at once; others wait in it. @default all */
  readonly capacity?: number;
  readonly weight?: number;
}

/** What a scripted service has seen. */
export interface Seen {
  /** When each request came, in milliseconds. */
  readonly timesMs: number[];
  /** Indices of their frames. */
  readonly indices: (number | null)[];
  inFlight: number;
  maxInFlight: number;
}

export const TAKEN: SendResult = {
  verdict: { kind: "accepted", status: 200, response: null },
  fault: null,
};
export const REFUSED: SendResult = {
  verdict: { kind: "rejected", status: 422, reason: "not wanted", response: null },
  fault: null,
};
export const BROKEN: SendResult = {
  verdict: { kind: "transientError", status: 500, reason: "transientError", response: null },
  fault: null,
};
export const AWAY: SendResult = {
  verdict: { kind: "unavailable", status: null, reason: "rejected", response: null, waitMs: null },
  fault: "unreachable",
};
export const RESET: SendResult = {
  verdict: { kind: "transientError", status: null, reason: "closed", response: null },
  fault: "reset",
};

export function busy(waitMs: number | null): SendResult {
  const answer = { status: 429, reason: "busy", response: null };
  return { verdict: { kind: "unavailable", ...answer, waitMs }, fault: null };
}

/** Named services that frames go to, all on one clock. */
export function scriptedFleet<Name extends string>(
  services: Readonly<Record<Name, ScriptedService>>,
  options: Partial<DeliveryOptions> = {},
) {
  const clock = new FakeClock();
  const seen = {} as Record<Name, Seen>;
  const endpoints = (Object.keys(services) as Name[]).map((service) => {
    const own = { timesMs: [], indices: [], inFlight: 0, maxInFlight: 0 };
    seen[service] = own;
    return {
      service,
      weight: services[service].weight ?? 1,
      sender: sender(services[service], own, clock),
    };
  });
  const patient = { concurrency: 4, retries: 4, maxOutageMs: null, maxFailures: null };
  const limits = { maxConcurrency: 256 };
  const submitter = new HttpSubmitter(
    endpoints,
    { ...limits, ...patient, ...options },
    clock,
    () => 0.5,
  );
  return { submitter, seen, clock };
}

function sender(
  { say, workMs = 10, capacity = Infinity }: ScriptedService,
  seen: Seen,
  clock: FakeClock,
) {
  const unheard = new AbortController().signal;
  let freeAtMs: number[] = [];
  return {
    send: async (frame: Frame): Promise<SendResult> => {
      const nowMs = clock.nowMs();
      seen.timesMs.push(nowMs);
      seen.indices.push(frame.index);
      seen.inFlight += 1;
      seen.maxInFlight = Math.max(seen.maxInFlight, seen.inFlight);
      freeAtMs = freeAtMs.filter((atMs) => atMs > nowMs);
      const startMs = freeAtMs.length < capacity ? nowMs : (freeAtMs.at(-capacity) ?? nowMs);
      freeAtMs.push(startMs + workMs);
      await clock.sleep(startMs + workMs - nowMs, unheard);
      seen.inFlight -= 1;
      return say(frame, nowMs);
    },
    [Symbol.asyncDispose]: async () => {},
  };
}

/** Frames with these many indices. */
export function framesUpTo(count: number): Frame[] {
  return Array.from({ length: count }, (_, index) => sampleFrame({ index }));
}

/** Carries frames, turning the clock whenever everything waits for it; resolves at the end. */
export async function carriedBy(
  { submitter, clock }: { readonly submitter: HttpSubmitter; readonly clock: FakeClock },
  frames: Iterable<Frame> | AsyncIterable<Frame>,
): Promise<Run> {
  const run = new Run(submitter, frames);
  const progress = { isOver: false };
  const end = (): boolean => (progress.isOver = true);
  void run.ended.then(end, end);
  while (!progress.isOver) {
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    clock.advanceToNext();
  }
  return run;
}
