import { randomUUID } from "node:crypto";
import type { Frame } from "../core/frame.ts";
import { idempotencyKey } from "../core/idempotency-key.ts";
import type { TuneOptions } from "../options/tune-options.ts";
import { BodyBuffers } from "../submitter/body-buffers.ts";
import { FrameSender } from "../submitter/frame-sender.ts";
import { HttpConnections } from "../submitter/http-connections.ts";
import { answerRules } from "../submitter/policy/answer-rules.ts";
import { ImageReader } from "../submitter/read-image.ts";
import type { Fault, Sender, Sending } from "../submitter/sending.ts";
import type { Shooter, ShotOutcome } from "../tune/shot.ts";
import type { Service } from "./service.ts";

/** Sends the frames of a sample in turn, over and over. */
class FrameShooter implements Shooter {
  readonly #frames: readonly [Frame, ...Frame[]];
  readonly #sender: Sender;
  readonly #id = randomUUID();
  #count = 0;

  constructor(frames: readonly [Frame, ...Frame[]], sender: Sender) {
    this.#frames = frames;
    this.#sender = sender;
  }

  async shoot(signal: AbortSignal): Promise<ShotOutcome> {
    return outcomeOf(await this.#sender.send(this.#nextFrame(), signal));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sender[Symbol.asyncDispose]();
  }

  /**
   * Under an identity of its own each time: a service that knows frames by their key does its work for
   * each request, and does not take the frame for one it has had when it is delivered one day.
   */
  #nextFrame(): Frame {
    const frame = this.#frames[this.#count % this.#frames.length] ?? this.#frames[0];
    this.#count += 1;
    const identity = { ...frame.identity, source: `tune ${this.#id} ${this.#count}` };
    return { ...frame, identity };
  }
}

/**
 * Opens connections to a service, for as many requests at once as may be. One that is not needed is not
 * opened, and those that are stay: what they have learned of the service holds in the next step.
 */
export function openShooter(
  frames: readonly [Frame, ...Frame[]],
  { protocol, address, timeoutMs }: Service,
  { headers, successOn, maxConcurrency }: TuneOptions,
): Shooter {
  const buffers = new BodyBuffers(maxConcurrency);
  const connections = new HttpConnections(address, maxConcurrency, timeoutMs, headers);
  const sender = new FrameSender(new ImageReader(buffers), buffers, protocol, connections, {
    rules: answerRules({ successOn, retryOn: [] }),
    idempotencyKeyOf: ({ identity }) => idempotencyKey(identity),
  });
  return new FrameShooter(frames, sender);
}

/** What a sending says of the service. */
function outcomeOf({ verdict, fault }: Sending): ShotOutcome {
  if (verdict.kind === "accepted") return { kind: "accepted" };
  // A connection that was closed between two requests is used by none of them.
  if (fault === "aborted" || fault === "stale") return { kind: "void" };
  const { status, reason } = verdict;
  const failure = fault === null ? statusInWords(status) : WORDS[fault];
  return { kind: "failed", failure, reason, isAnswered: status !== null };
}

function statusInWords(status: number | null): string {
  const isGood = status !== null && status >= 200 && status < 300;
  return isGood ? `status ${status} without a valid answer` : `status ${status}`;
}

const WORDS: Readonly<Record<Exclude<Fault, "aborted" | "stale">, string>> = {
  unreachable: "no connection",
  starved: "this machine is short of descriptors, ports or memory",
  reset: "connection closed without an answer",
  late: "no answer in time",
  cut: "answer cut short, or not HTTP",
  oversized: "answer too large",
  changed: "image changed",
  unreadable: "image unreadable",
  passing: "image unreadable",
};
