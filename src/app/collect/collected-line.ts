import type { FrameFacts, ResultMessage } from "../../brokers/messages.ts";
import type { AnsweringWorker, FrameResult } from "../../core/frame/frame-result.ts";
import { exactJson } from "../../protocols/exact-json.ts";

/**
 * The line of a result for those who do not have the frame: its attempts and its latency are those of the worker, since
 * nobody but its edge knows how long it took from there.
 */
export function collectedLine(message: ResultMessage, frame: FrameFacts): FrameResult {
  const { outcome, service, status, attempts, latencyMs, response, predictions } = message;
  const { site, source, path, index, ptsSeconds, capturedAt } = frame;
  const isDelivered = outcome === "delivered";
  return {
    ...{ source, site, frame: path, index, ptsSeconds },
    ...(capturedAt === null ? {} : { capturedAt }),
    ...{ outcome, service, status, attempts, latencyMs, worker: workerOf(message) },
    response: exactJson(response, JSON.parse(response)),
    predictions: isDelivered ? predictions : null,
    reason: isDelivered ? null : (message.reason ?? "the worker says no more than that it failed"),
  };
}

/** The worker as the line of a result names it. */
export function workerOf({ worker, service, attempts, latencyMs }: ResultMessage): AnsweringWorker {
  return { name: worker, service, attempts, latencyMs };
}
