import { idempotencyKey } from "../core/idempotency-key.ts";
import type { OneServiceOptions } from "../options/send-options.ts";
import { BodyBuffers } from "../submitter/body-buffers.ts";
import { FrameSender } from "../submitter/frame-sender.ts";
import { HttpConnections } from "../submitter/http-connections.ts";
import { answerRules } from "../submitter/policy/answer-rules.ts";
import { ImageReader } from "../submitter/read-image.ts";
import type { Sender } from "../submitter/sending.ts";
import type { Service } from "./service.ts";

/** What sends frames to a service. */
export function senderFor(
  options: Omit<OneServiceOptions, "to">,
  { protocol, address, timeoutMs }: Service,
): Sender {
  const { concurrency, headers } = options;
  const buffers = new BodyBuffers(concurrency);
  const connections = new HttpConnections(address, concurrency, timeoutMs, headers);
  return new FrameSender(new ImageReader(buffers), buffers, protocol, connections, {
    rules: answerRules(options),
    idempotencyKeyOf: ({ identity }) => idempotencyKey(identity),
  });
}
