import { idempotencyKey } from "../core/idempotency-key.ts";
import { sendShape } from "../options/send-options.ts";
import type { TuneOptions } from "../options/tune-options.ts";
import { BodyBuffers } from "../submitter/image/body-buffers.ts";
import { FrameSender } from "../submitter/senders/frame-sender.ts";
import { HttpConnections } from "../submitter/http/http-connections.ts";
import { answerRules } from "../submitter/policy/answer-rules.ts";
import { ImageReader } from "../submitter/image/read-image.ts";
import type { Sender } from "../submitter/senders/sending.ts";
import type { Service } from "./service.ts";

/**
 * Opens connections to a service, for as many requests at once as may be. One that is not needed is not
 * opened, and those that are stay: what they have learned of the service holds in the next step.
 */
export function openTuneSender(
  { protocol, address, timeoutMs, transport }: Service,
  { headers, successOn, maxConcurrency }: TuneOptions,
): Sender {
  const buffers = new BodyBuffers(maxConcurrency);
  const connections = new HttpConnections(address, maxConcurrency, timeoutMs, headers, transport);
  return new FrameSender(new ImageReader(buffers), buffers, protocol, connections, {
    rules: answerRules({ successOn, retryOn: USUAL_RETRIES }),
    idempotencyKeyOf: ({ identity }) => idempotencyKey(identity),
  });
}

/** Only with `auto` is anything tried again. */
const USUAL_RETRIES = sendShape.retryOn.parse(undefined);
