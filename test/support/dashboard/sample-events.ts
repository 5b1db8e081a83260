import type { RunEvent } from "../../../src/core/events/run-event.ts";
import type { RunView } from "../../../src/core/events/run-view.ts";
import type { Frame } from "../../../src/core/frame/frame.ts";
import type { FrameResult } from "../../../src/core/frame/frame-result.ts";
import type { Dashboard } from "../../../src/dashboard/server/dashboard.ts";
import { sampleFrame } from "../samples/sample-frame.ts";
import { sampleResult } from "../samples/sample-result.ts";

export const SERVICE = "http://127.0.0.1:8000/predict";

/** A run that has one source and one service. */
export function sampleView(fields: Partial<RunView> = {}): RunView {
  return {
    sources: [{ source: "/cameras/front", trouble: () => null }],
    services: [SERVICE],
    oldestLandedAtMs: () => null,
    spoolBytes: () => 0,
    recordedBytes: () => 0,
    limits: () => [],
    broker: null,
    resendFailed: async () => 0,
    ...fields,
  };
}

/** All events of a frame that one request decides. @param end of its result; it is delivered unless that says no. */
function eventsOf(frame: Partial<Frame>, end: Partial<FrameResult> = {}): readonly RunEvent[] {
  const whole = sampleFrame({ source: "/cameras/front", landedAtMs: performance.now(), ...frame });
  const { source, relativePath } = whole;
  const result = sampleResult({ source, frame: relativePath, service: SERVICE, ...end });
  const { response, status, latencyMs } = result;
  const reason = result.reason ?? "";
  const verdict =
    result.outcome === "delivered"
      ? ({ kind: "accepted", status: 200, response } as const)
      : ({ kind: "rejected", status, reason, response } as const);
  const request = { service: SERVICE, frame: whole, attempt: 1 };
  const ended = { verdict, latencyMs: latencyMs ?? 1, retryInMs: null };
  return [
    { type: "frameLanded", frame: whole },
    { type: "requestStarted", ...request },
    { type: "requestEnded", ...request, ...ended },
    { type: "frameSettled", result },
  ];
}

/** Tells a dashboard of a frame, from landing to outcome. */
export function carry(
  dashboard: Pick<Dashboard, "listen">,
  frame: Partial<Frame>,
  end: Partial<FrameResult> = {},
): void {
  for (const event of eventsOf(frame, end)) dashboard.listen(event);
}
