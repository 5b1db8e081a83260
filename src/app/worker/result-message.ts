import type { FrameMessage, ResultMessage } from "../../brokers/messages.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";

/** The answer to a frame, on its way back to the edge where it landed. @param worker name of this worker. */
export function resultMessage(
  message: Omit<FrameMessage, "image">,
  result: FrameResult,
  worker: string,
): ResultMessage {
  const { key, round, edge, site, source, path, index, ptsSeconds, capturedAt } = message;
  const { service, status, attempts, latencyMs, predictions, reason } = result;
  const isDelivered = result.outcome === "delivered";
  return {
    ...{ key, round, edge, worker, service, status, attempts, latencyMs, predictions, reason },
    outcome: isDelivered ? "delivered" : "failed",
    response: jsonOf(result.response),
    finishedAt: new Date().toISOString(),
    frame: { site, source, path, index, ptsSeconds, capturedAt },
  };
}

/** An answer that the broker takes where it does not take the whole one: a failure that says so. */
export function withoutResponse(message: ResultMessage, reason: string): ResultMessage {
  const words = `the answer of the service cannot be brought back: ${reason}`;
  return { ...message, outcome: "failed", response: "null", predictions: null, reason: words };
}

/** A service may answer JSON that is nested too deeply for the stack of a serializer. */
function jsonOf(response: unknown): string {
  try {
    return JSON.stringify(response) ?? "null";
  } catch {
    return JSON.stringify("(nested too deeply to be brought back)");
  }
}
