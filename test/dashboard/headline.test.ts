import { describe, expect, test } from "vitest";
import { headlineOf } from "../../src/dashboard/page/text/headline.ts";
import type { DashboardState, SeriesPoint } from "../../src/dashboard/page-data.ts";
import { madePoint, madeState } from "./made-state.ts";
import { plain } from "./plain-text.ts";

const NO_COUNTS = { landed: 0, delivered: 0, failed: 0, skipped: 0, dropped: 0, retries: 0 };

function lastMinute(changes: Partial<SeriesPoint>): readonly SeriesPoint[] {
  return Array.from({ length: 60 }, (_, at) => madePoint(at * 1000, changes));
}

/** @param points what each second of the last minute was like. */
function headline(state: Partial<DashboardState>, points: Partial<SeriesPoint> = {}): string {
  const { tone, text } = headlineOf(madeState(state), lastMinute(points), false);
  return plain(`${tone}: ${text}`);
}

function serviceAway(seconds: number, id = "v1"): DashboardState["services"][number] {
  const [service] = madeState().services;
  const away = { sinceMs: Date.now() - seconds * 1000, reason: "connection refused" };
  return { ...service!, id, away };
}

describe("the headline says", () => {
  test("how fast frames are delivered, and that nothing waits", () => {
    expect(headline({})).toBe("good: Delivering 24 frames/s; nothing waits");
  });

  test("how fast by the minute, where that is slow", () => {
    const points = lastMinute({ delivered: 0 }).with(20, madePoint(20_000, { delivered: 6 }));
    const { text } = headlineOf(madeState(), points, false);
    expect(plain(text)).toBe("Delivering 6 frames a minute; nothing waits");
  });

  test("how long the oldest frame waits, once that is long", () => {
    const few = { backlog: { frames: 1, oldestAgeSeconds: 2 } };
    expect(headline(few)).toBe("good: Delivering 24 frames/s; 1 frame waits");
    const many = { backlog: { frames: 1340, oldestAgeSeconds: 75 } };
    expect(headline(many)).toBe(
      "warn: Delivering 24 frames/s; 1,340 frames wait, the oldest for 75 s",
    );
  });

  test("that a service is away, before anything else", () => {
    const backlog = { frames: 340, oldestAgeSeconds: 12 };
    expect(headline({ services: [serviceAway(12)], backlog })).toBe(
      "bad: http://127.0.0.1:8000/predict is away for 12 s: connection refused; 340 frames wait",
    );
  });

  test("that a limit lets nothing go out, if frames wait for it", () => {
    const [service] = madeState().services;
    const heldBack = "--max-per-day 5 is used up; sending goes on at 2026-12-03 00:00:00 UTC";
    const services = [{ ...service!, heldBack }];
    const backlog = { frames: 12, oldestAgeSeconds: 3 };
    expect(headline({ services, backlog })).toBe(
      `warn: http://127.0.0.1:8000/predict gets none: ${heldBack}; 12 frames wait`,
    );
    expect(headline({ services })).toBe("good: Delivering 24 frames/s; nothing waits");
    const both = [...services, { ...service!, id: "v2" }];
    expect(headline({ services: both, backlog })).toContain("good: Delivering");
  });

  test("how many of several services are away", () => {
    const [well] = madeState().services;
    const services = [well!, serviceAway(300, "v2"), serviceAway(10, "v3")];
    expect(headline({ services })).toBe(
      "warn: 2 of 3 services are away, http://127.0.0.1:8000/predict for 5 min: connection refused; nothing waits",
    );
  });

  test("that nothing can come from a source", () => {
    const [source] = madeState().sources;
    const sources = [source!, { ...source!, name: "door", trouble: "is not there" }];
    expect(headline({ sources })).toBe("warn: door is not there");
  });

  test("for how long a camera that is away has sent nothing, and why", () => {
    const [source] = madeState().sources;
    const away = { trouble: "is away: connection refused", troubleSinceMs: Date.now() - 90_000 };
    expect(headline({ sources: [{ ...source!, ...away }] })).toBe(
      "warn: cam-entrance is away: connection refused; no frame for 90 s",
    );
  });

  test("why ffmpeg is paused", () => {
    const slicer = { state: "paused", reason: "spoolFull", sliced: 9, expectedFrames: 90 } as const;
    const backlog = { frames: 20, oldestAgeSeconds: 3 };
    expect(headline({ slicer, backlog })).toBe(
      "warn: Slicing is paused: the spool is full; 20 frames wait",
    );
  });

  test("how many frames failed in the last minute", () => {
    expect(headline({ failedInLastMinute: 60 }, { delivered: 3, failed: 1 })).toBe(
      "warn: Delivering 3 frames/s; 60 of 240 frames failed in the last minute; nothing waits",
    );
  });

  test("nothing of failures that were sent again since", () => {
    expect(headline({ failedInLastMinute: 0 }, { delivered: 3, failed: 1 })).toBe(
      "good: Delivering 3 frames/s; nothing waits",
    );
  });

  test("for how long a source is silent", () => {
    const [source] = madeState().sources;
    const sources = [{ ...source!, lastLandedAtMs: Date.now() - 300_000 }];
    expect(headline({ sources }, { delivered: 0 })).toBe("idle: cam-entrance is silent for 5 min");
  });

  test("that a run waits for its first frame, and before that opens its sources", () => {
    const state = { totals: NO_COUNTS, startedAtMs: Date.now(), sources: [] };
    expect(headline(state, { delivered: 0 })).toBe("idle: Waiting for the first frame");
    expect(headline({ ...state, isOpen: false }, { delivered: 0 })).toBe(
      "idle: Opening the sources",
    );
  });

  test("how a run has ended", () => {
    const well = { ...NO_COUNTS, landed: 250, delivered: 250 };
    const state = madeState({ totals: well, isOpen: false });
    const { tone, text } = headlineOf(state, [], true);
    expect(tone).toBe("ended");
    expect(plain(text)).toBe("Ended: 250 of 250 frames delivered");
    const totals = { ...well, delivered: 240, failed: 7, dropped: 2, skipped: 1 };
    const badly = headlineOf(madeState({ totals, isOpen: false }), [], true);
    expect(badly.tone).toBe("warn");
    expect(plain(badly.text)).toBe(
      "Ended: 240 of 250 frames delivered, 7 failed, 2 dropped, 1 skipped",
    );
  });
});
