import { expect, test } from "vitest";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import { StopConditions } from "../../../src/submitter/dispatch/stop-conditions.ts";

test("the failures of all services that share a stop condition are counted together, and end the run once", () => {
  const events: RunEvent[] = [];
  const emit = (event: RunEvent): void => void events.push(event);
  const end = new StopConditions(2);
  for (const outcome of ["failed", "delivered", "failed"] as const) end.count(outcome, emit);
  expect([end.signal.aborted, end.reason, events]).toEqual([false, null, []]);
  end.count("failed", emit);
  end.count("failed", emit);
  end.begin({ cause: "outage", reason: "away" }, emit);
  const stop = { cause: "tooManyFailures", reason: "3 of 4 frames failed, more than 2" };
  expect([end.signal.aborted, end.reason]).toEqual([true, stop]);
  expect(events).toEqual([{ type: "sendingStopped", ...stop }]);
});
