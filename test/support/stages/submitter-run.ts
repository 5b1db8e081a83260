import { type Clock } from "../../../src/core/concurrency/clock.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import type { Frame } from "../../../src/core/frame/frame.ts";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import { multipart } from "../../../src/protocols/multipart.ts";
import { BodyBuffers } from "../../../src/submitter/image/body-buffers.ts";
import { FrameSender } from "../../../src/submitter/send/frame-sender.ts";
import { ConnectionPool } from "../../../src/submitter/http/connection-pool.ts";
import {
  type DeliveryOptions,
  HttpSubmitter,
} from "../../../src/submitter/dispatch/http-submitter.ts";
import { highestLimit } from "../../../src/submitter/limit/limiter-for.ts";
import { ImageReader } from "../../../src/submitter/image/read-image.ts";
import type { Sender } from "../../../src/submitter/send-result.ts";
import type { EndpointConfig } from "../../../src/submitter/endpoint/endpoint-config.ts";
import type { Submitter, StopReason } from "../../../src/submitter/submitter.ts";
import { temporaryFolder } from "../files/temporary-folder.ts";
import { type Answer, type ReceivedRequest, startCollector } from "../services/collector.ts";
import { frameFiles } from "../frames/frame-files.ts";
import { FakeClock } from "../clock/fake-clock.ts";

/** What a test may set; the rest is as patient as the program is by default. */
export interface Settings extends Partial<DeliveryOptions> {
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
}

/** A submitter with connections of its own, on a clock that waits for nothing. */
export function submitterTo(url: string, settings: Settings = {}): HttpSubmitter {
  const {
    timeoutMs = 20_000,
    clock = new FakeClock({ isInstant: true }),
    random = () => 0.5,
  } = settings;
  const { concurrency = 4, maxConcurrency = 256, retries = 4 } = settings;
  const { maxOutageMs = null, maxFailures = null } = settings;
  const options = { concurrency, maxConcurrency, retries, maxOutageMs, maxFailures };
  const buffers = new BodyBuffers(highestLimit(options));
  const connections = new ConnectionPool(url, highestLimit(options), timeoutMs);
  const protocol = multipart({ field: "image" });
  const sender = new FrameSender(new ImageReader(buffers), buffers, protocol, connections);
  return new HttpSubmitter(to(sender), options, clock, random);
}

/** The one service that a sender sends to. */
export function to(sender: Sender): readonly EndpointConfig[] {
  return [{ service: SERVICE, sender }];
}

/** Its address. */
export const SERVICE = "http://127.0.0.1/predict";

/** A run under way: what it told so far, and the two ways to end it. */
export class Run {
  readonly results: FrameResult[] = [];
  readonly events: RunEvent[] = [];
  readonly drain = new AbortController();
  readonly abort = new AbortController();
  /** Requests that were started and have not ended. */
  inFlight = 0;
  readonly ended: Promise<StopReason | null>;

  constructor(
    submitter: Submitter,
    frames: Iterable<Frame> | AsyncIterable<Frame>,
    settle: (frame: Frame) => Promise<void> = async () => {},
  ) {
    const onResult = async (frame: Frame, result: FrameResult): Promise<void> => {
      await settle(frame);
      this.results.push(result);
    };
    const signals = { drain: this.drain.signal, abort: this.abort.signal };
    const emit = (event: RunEvent): void => {
      this.events.push(event);
      if (event.type === "requestStarted") this.inFlight += 1;
      if (event.type === "requestEnded") this.inFlight -= 1;
    };
    this.ended = submitter.submit(inTurn(frames), onResult, emit, signals);
  }

  eventsOf<Type extends RunEvent["type"]>(type: Type): Extract<RunEvent, { type: Type }>[] {
    return this.events.filter((event) => event.type === type) as never;
  }
}

async function* inTurn(
  frames: Iterable<Frame> | AsyncIterable<Frame>,
): AsyncGenerator<Frame, void, void> {
  yield* frames;
}

/** Sends `count` frames to a collector that answers like this, and waits for the end. */
export async function runAgainst(
  answer: (request: ReceivedRequest, number: number) => Answer | Promise<Answer>,
  settings: Settings & { readonly count?: number } = {},
) {
  await using folder = await temporaryFolder();
  await using collector = await startCollector({ answer });
  await using submitter = submitterTo(collector.url, settings);
  const run = new Run(submitter, await frameFiles(folder.path, settings.count ?? 1));
  await run.ended;
  const { requestCount, requests, maxInFlight } = collector;
  return { run, requestCount, requests, maxInFlight };
}
