import type { Credentials } from "../../core/service/credentials.ts";
import { idempotencyKey } from "../../core/frame/idempotency-key.ts";
import { DEFAULT_RETRY_ON } from "../../options/send-options.ts";
import type { TuneOptions } from "../../options/tune-options.ts";
import { BodyBuffers } from "../../submitter/image/body-buffers.ts";
import { FrameSender } from "../../submitter/send/frame-sender.ts";
import { ConnectionPool } from "../../submitter/http/connection-pool.ts";
import { answerRules } from "../../submitter/send/answer-rules.ts";
import type { Sender } from "../../submitter/send-result.ts";
import { imageSource } from "../services/choose-image-reader.ts";
import type { Service } from "../services/service.ts";
import { largestKeptBytes } from "../services/tensor-buffers.ts";

/**
 * Opens connections to a service, for as many requests at once as may be. One that is not needed is not
 * opened, and those that are stay: what they have learned of the service holds in the next step.
 */
export async function openTuneSender(
  { protocol, address, timeoutMs, transport }: Service,
  { headers, successOn, maxConcurrency }: TuneOptions,
  credentials: Credentials | null = null,
): Promise<Sender> {
  const { pixels } = protocol;
  const most = maxConcurrency;
  const buffers = new BodyBuffers(most, largestKeptBytes(pixels));
  const reader = await imageSource({ resize: null, crop: null }, buffers, pixels);
  const connections = new ConnectionPool(address, most, timeoutMs, headers, transport, credentials);
  return new FrameSender(reader, buffers, protocol, connections, {
    rules: answerRules({ successOn, retryOn: DEFAULT_RETRY_ON }),
    idempotencyKeyOf: ({ identity }) => idempotencyKey(identity),
  });
}
