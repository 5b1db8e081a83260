import { stat } from "node:fs/promises";
import { relative } from "node:path";
import { systemClock } from "../../../src/core/concurrency/clock.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import { type Frame, NO_TIME } from "../../../src/core/frame/frame.ts";
import { multipart } from "../../../src/protocols/multipart.ts";
import { BodyBuffers } from "../../../src/submitter/image/body-buffers.ts";
import { FrameSender } from "../../../src/submitter/send/frame-sender.ts";
import { ConnectionPool } from "../../../src/submitter/http/connection-pool.ts";
import { HttpSubmitter } from "../../../src/submitter/dispatch/http-submitter.ts";
import { highestLimit } from "../../../src/submitter/limit/limiter-for.ts";
import { ImageReader } from "../../../src/submitter/image/read-image.ts";
import type { FrameFiles } from "../media/frame-files.ts";

/** Number of requests in flight; `auto` to determine it. */
export type Concurrency = number | "auto";

export interface WhilePlan {
  readonly url: string;
  readonly concurrency: Concurrency;
  /** Duration of sending, in seconds. */
  readonly seconds: number;
  /** Start of counting, in seconds from the start of sending. */
  readonly fromSeconds: number;
}

/** Figures between `fromSeconds` and the end. */
export interface WhileFigures {
  /** Accepted frames per second. */
  readonly perSecond: number;
  /** Mean latency of the accepted requests, in milliseconds. */
  readonly latencyMs: number;
  /** Share of rejected requests, 0 to 1. */
  readonly turnedAwayShare: number;
  /** Changes of the limit with their times. */
  readonly moves: readonly LimitMoveAt[];
}

export interface LimitMoveAt {
  readonly atSeconds: number;
  readonly limit: number;
  readonly reason: string | null;
}

/** Sends the same files repeatedly for a given time, with our own submitter. */
export async function sendForAWhile(files: FrameFiles, plan: WhilePlan): Promise<WhileFigures> {
  const { url, concurrency, seconds } = plan;
  const options = { concurrency, maxConcurrency: 256, retries: 1000, maxOutageMs: null } as const;
  await using submitter = submitterTo(url, options);
  const frames = await framesOf(files);
  const log = new RequestLog(plan);
  const drain = AbortSignal.timeout(seconds * 1000);
  const signals = { drain, abort: new AbortController().signal };
  await submitter.submit(forEver(frames, drain), async () => {}, log.listen, signals);
  return log.figures;
}

interface SendingOptions {
  readonly concurrency: Concurrency;
  readonly maxConcurrency: number;
  readonly retries: number;
  readonly maxOutageMs: null;
}

function submitterTo(url: string, options: SendingOptions): HttpSubmitter {
  const maxInFlight = highestLimit(options);
  const buffers = new BodyBuffers(maxInFlight);
  const connections = new ConnectionPool(url, maxInFlight, DEADLINE_MS);
  const protocol = multipart({ field: "image" });
  const sender = new FrameSender(new ImageReader(buffers), buffers, protocol, connections);
  const endpoint = { service: url, sender };
  return new HttpSubmitter([endpoint], { ...options, maxFailures: null }, systemClock, Math.random);
}

const DEADLINE_MS = 30_000;

async function framesOf({ folder, paths }: FrameFiles): Promise<readonly Frame[]> {
  return await Promise.all(
    paths.map(async (path) => {
      const { size: byteLength, mtimeMs: modifiedAtMs, dev: device, ino: inode } = await stat(path);
      const relativePath = relative(folder, path);
      const identity = { source: folder, relativePath, byteLength, modifiedAtMs };
      return { ...identity, identity, path, device, inode, landedAtMs: 0, ...NO_TIME };
    }),
  );
}

async function* forEver(frames: readonly Frame[], until: AbortSignal): AsyncGenerator<Frame> {
  while (!until.aborted) yield* frames;
}

/** Counts requests by their events. */
class RequestLog {
  readonly #plan: WhilePlan;
  readonly #startedMs = performance.now();
  readonly #moves: LimitMoveAt[] = [];
  #accepted = 0;
  #turnedAway = 0;
  #latencySumMs = 0;

  constructor(plan: WhilePlan) {
    this.#plan = plan;
  }

  readonly listen = (event: RunEvent): void => {
    const atSeconds = (performance.now() - this.#startedMs) / 1000;
    if (event.type === "limitChanged")
      this.#moves.push({ atSeconds, limit: event.limit, reason: event.reason });
    if (event.type !== "requestEnded") return;
    if (atSeconds < this.#plan.fromSeconds || atSeconds >= this.#plan.seconds) return;
    if (event.verdict?.kind === "unavailable") this.#turnedAway += 1;
    if (event.verdict?.kind !== "accepted") return;
    this.#accepted += 1;
    this.#latencySumMs += event.latencyMs;
  };

  get figures(): WhileFigures {
    const { seconds, fromSeconds } = this.#plan;
    return {
      perSecond: this.#accepted / (seconds - fromSeconds),
      latencyMs: this.#latencySumMs / Math.max(1, this.#accepted),
      turnedAwayShare: this.#turnedAway / Math.max(1, this.#accepted + this.#turnedAway),
      moves: this.#moves,
    };
  }
}
