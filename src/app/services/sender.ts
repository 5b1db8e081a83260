import type { Clock } from "../../core/concurrency/clock.ts";
import type { Credentials } from "../../core/service/credentials.ts";
import { idempotencyKey } from "../../core/frame/idempotency-key.ts";
import type { OneServiceOptions } from "../../options/send-options.ts";
import { BatchSender } from "../../submitter/send/batch-sender.ts";
import { BodyBuffers } from "../../submitter/image/body-buffers.ts";
import { FrameSender, type FrameSenderOptions } from "../../submitter/send/frame-sender.ts";
import { BatchRequestSender } from "../../submitter/send/batch-request-sender.ts";
import { ConnectionPool } from "../../submitter/http/connection-pool.ts";
import { highestLimit } from "../../submitter/limit/limiter-for.ts";
import { answerRules } from "../../submitter/send/answer-rules.ts";
import type { Sender } from "../../submitter/send-result.ts";
import { framesPerRequest, largestKeptBytes } from "./tensor-buffers.ts";
import { imageSource } from "./choose-image-reader.ts";
import type { Service } from "./service.ts";

/** Makes the sender of frames to a service: each by itself, or several together where that was asked for. */
export async function senderFor(
  options: Omit<OneServiceOptions, "to">,
  service: Service,
  clock: Clock,
  credentials: Credentials | null = null,
): Promise<Sender> {
  const { headers, batchTimeoutMs: waitMs } = options;
  const requests = highestLimit(options);
  const { protocol, address, timeoutMs, transport, images: open } = service;
  const { pixels } = protocol;
  const most = framesPerRequest(options.batch, pixels);
  const buffers = new BodyBuffers(requests, largestKeptBytes(pixels));
  const reader = await imageSource(options, buffers, pixels, open);
  const connections = new ConnectionPool(
    address,
    requests,
    timeoutMs,
    headers,
    transport,
    credentials,
  );
  const settings: FrameSenderOptions = {
    rules: answerRules(options),
    idempotencyKeyOf: ({ identity }) => idempotencyKey(identity),
  };
  const single = new FrameSender(reader, buffers, protocol, connections, settings);
  const { batch } = protocol;
  if (most === 1 || batch === undefined) return single;
  const images = new BodyBuffers(most, largestKeptBytes(pixels));
  const parts = {
    reader: await imageSource(options, images, pixels, open),
    buffers: images,
    bodies: new BodyBuffers(requests, largestKeptBytes(pixels, most) ?? MAX_KEPT_BATCH_BYTES),
    ...{ protocol, batch, connections },
  };
  const senders = { single, batch: new BatchRequestSender(parts, settings) };
  return new BatchSender(senders, { maxFrames: most, waitMs, requests }, clock);
}

const MAX_KEPT_BATCH_BYTES = 16 * 1024 * 1024;
