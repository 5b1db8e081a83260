import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Dashboard } from "../../src/dashboard/server/dashboard.ts";
import type { SiteSourceView } from "../../src/core/events/site-source-view.ts";
import type { DashboardState } from "../../src/dashboard/page-data.ts";
import { sampleDashboard } from "../support/dashboard/open-dashboard.ts";
import { carry, SERVICE, sampleView } from "../support/dashboard/sample-events.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

let dashboard: Dashboard;
beforeEach(() => {
  dashboard = sampleDashboard();
  dashboard.runOpened(sampleView());
});
afterEach(() => dashboard[Symbol.dispose]());

const state = (): DashboardState => dashboard.state.state;

const FAILED = { outcome: "failed", status: 422, reason: "status 422" } as const;

describe("the state of a run", () => {
  test("counts frames by outcome, in all and by source and service", () => {
    carry(dashboard, {});
    carry(dashboard, { relativePath: "b.jpg" }, FAILED);
    dashboard.listen({ type: "frameLanded", frame: sampleFrame({ source: "/cameras/front" }) });
    const { totals, sources, services, backlog } = state();
    expect(totals).toEqual({
      ...{ landed: 3, delivered: 1, failed: 1, skipped: 0, dropped: 0, retries: 0 },
    });
    expect(sources).toMatchObject([{ id: "s1", name: "front", counts: totals, trouble: null }]);
    expect(sources[0]?.lastLandedAtMs).toBeGreaterThan(Date.now() - 60_000);
    expect(services).toMatchObject([
      { id: "1", address: SERVICE, counts: { requests: 2, delivered: 1, failed: 1, retries: 0 } },
    ]);
    expect(backlog.frames).toBe(1);
  });

  test("counts a failure whose file was replaced as skipped, and its group is gone", () => {
    carry(dashboard, {}, FAILED);
    const { reason } = FAILED;
    const frame = { source: "/cameras/front", frame: "frame_00000000.jpg", service: SERVICE };
    dashboard.listen({ type: "failureWithdrawn", ...frame, reason });
    expect(state()).toMatchObject({ totals: { failed: 0, skipped: 1 }, failures: [] });
    expect(state().services).toMatchObject([{ counts: { failed: 0 } }]);
  });

  test("tells how many failures are withdrawn, and how many of the last minute still count", () => {
    carry(dashboard, {}, FAILED);
    carry(dashboard, { relativePath: "b.jpg" }, FAILED);
    expect(state()).toMatchObject({ withdrawnFailures: 0, failedInLastMinute: 2 });
    const { reason } = FAILED;
    const failure = { source: "/cameras/front", service: SERVICE, reason };
    dashboard.listen({ type: "failureWithdrawn", ...failure, frame: "b.jpg" });
    expect(state()).toMatchObject({ withdrawnFailures: 1, failedInLastMinute: 1 });
    for (let second = 0; second < 59; second += 1) dashboard.tick(Date.now());
    carry(dashboard, { relativePath: "c.jpg" }, FAILED);
    expect(state().failedInLastMinute).toBe(2);
    dashboard.tick(Date.now());
    expect(state().failedInLastMinute).toBe(1);
    // Its minute is over: to withdraw it takes nothing from those that failed later.
    dashboard.listen({ type: "failureWithdrawn", ...failure, frame: "frame_00000000.jpg" });
    expect(state()).toMatchObject({ withdrawnFailures: 2, failedInLastMinute: 1 });
  });

  test("keeps the group of a frame that fails again for the same reason", () => {
    carry(dashboard, {}, FAILED);
    const [group] = state().failures;
    const { reason } = FAILED;
    const frame = { source: "/cameras/front", frame: "frame_00000000.jpg", service: SERVICE };
    dashboard.listen({ type: "failureWithdrawn", ...frame, reason });
    carry(dashboard, {}, FAILED);
    expect(state().failures).toMatchObject([{ id: group?.id, count: 1 }]);
  });

  test("says of each service what is in flight, its limit and why it moved, and since when it is away", () => {
    const frame = sampleFrame();
    dashboard.listen({ type: "limitChanged", service: SERVICE, limit: 4, reason: "faster" });
    dashboard.listen({ type: "requestStarted", service: SERVICE, frame, attempt: 2 });
    dashboard.listen({ type: "serviceLost", service: SERVICE, reason: "refused" });
    expect(state()).toMatchObject({ inFlight: 1, totals: { retries: 1 } });
    expect(state().services).toMatchObject([
      { inFlight: 1, limit: 4, limitReason: "faster", away: { reason: "refused" } },
    ]);
    dashboard.listen({ type: "serviceRecovered", service: SERVICE, outageMs: 5 });
    expect(state().services[0]?.away).toBeNull();
  });

  test("has the latency of the last minute, of answers that delivered a frame", () => {
    for (const latencyMs of [10, 10, 500]) carry(dashboard, {}, { latencyMs });
    carry(dashboard, {}, { ...FAILED, latencyMs: 9000 });
    const { p50, p99 } = state().services[0]?.latencyMs ?? {};
    expect(Math.abs((p50 ?? 0) / 10 - 1)).toBeLessThan(0.05);
    expect(Math.abs((p99 ?? 0) / 500 - 1)).toBeLessThan(0.05);
    for (let second = 0; second < 60; second += 1) dashboard.tick(Date.now());
    expect(state().services[0]?.latencyMs).toEqual({ p50: null, p95: null, p99: null });
  });

  test("follows ffmpeg", () => {
    const slicer = (): object => state().slicer;
    expect(slicer()).toMatchObject({ state: "none" });
    dashboard.listen({ type: "sliceStarted" });
    dashboard.listen({ type: "videoOpened", durationSeconds: 10, expectedFrames: 250 });
    dashboard.listen({ type: "frameSliced", index: 0, ptsSeconds: 0 });
    expect(slicer()).toEqual({ state: "slicing", reason: null, sliced: 1, expectedFrames: 250 });
    dashboard.listen({ type: "slicePaused", reason: "spoolFull", limitBytes: 5 });
    expect(slicer()).toMatchObject({ state: "paused", reason: "spoolFull" });
    dashboard.listen({ type: "sliceResumed", reason: "spoolFull" });
    expect(slicer()).toMatchObject({ state: "slicing", reason: null });
    dashboard.listen({ type: "sliceEnded", frameCount: 1, isComplete: true });
    expect(slicer()).toMatchObject({ state: "ended", sliced: 1 });
  });

  test("reads the spool, the age of the backlog and the troubles of sources when it is asked", () => {
    dashboard.runOpened(
      sampleView({
        sources: [{ source: "/cameras/front", trouble: () => "is not there" }],
        oldestLandedAtMs: () => performance.now() - 3000,
        spoolBytes: () => 12_345,
        recordedBytes: () => 0,
        broker: null,
      }),
    );
    expect(state()).toMatchObject({
      sources: [{ trouble: "is not there" }],
      spool: { bytes: 12_345 },
    });
    expect(state().backlog.oldestAgeSeconds).toBeGreaterThanOrEqual(3);
  });

  test("says of each service what limits of requests leave of it, by its host and port, or its socket", () => {
    const service = "http://127.0.0.1:8000";
    const hold = { limit: "maxPerDay", untilMs: 0, reason: "--max-per-day 5 is used up" } as const;
    const set = ["maxPerDay"] as const;
    const limits = [
      { service, set, hold, leftOfDay: 0 },
      { service: "unix:/run/model.sock", set, hold: null, leftOfDay: 3 },
    ];
    const others = ["http://127.0.0.1:9000/", "unix:/run/model.sock:/predict"] as const;
    dashboard.runOpened(sampleView({ services: [SERVICE, ...others], limits: () => limits }));
    expect(state().services).toMatchObject([
      { address: SERVICE, heldBack: hold.reason, leftToday: 0 },
      { address: others[0], heldBack: null, leftToday: null },
      { address: others[1], heldBack: null, leftToday: 3 },
    ]);
  });

  test("knows since when a camera is away, until it is back", () => {
    const source = "rtsp://camera/1";
    let trouble: string | null = "is away: connection refused";
    dashboard.runOpened(sampleView({ sources: [{ source, trouble: () => trouble }] }));
    const gap = { source, reason: "connection refused", sinceMs: performance.now() - 9000 };
    dashboard.listen({ type: "sourceLost", ...gap });
    const row = (): object | undefined => state().sources.at(-1);
    expect(row()).toMatchObject({ trouble });
    const { troubleSinceMs } = state().sources.at(-1) ?? {};
    expect(Math.abs(Date.now() - 9000 - (troubleSinceMs ?? 0))).toBeLessThan(5000);
    trouble = null;
    dashboard.listen({ type: "sourceRecovered", ...gap, gapMs: 9500 });
    expect(row()).toMatchObject({ trouble: null, troubleSinceMs: null });
    trouble = "is not there";
    expect(row()).toMatchObject({ trouble, troubleSinceMs: null });
  });

  test("shows the sources of a site by their names, what keeps one from its work, and none that is gone", () => {
    dashboard[Symbol.dispose]();
    dashboard = sampleDashboard();
    let sources: readonly SiteSourceView[] = [
      { name: "gate", state: "running", restarts: 0 },
      { name: "dump", state: "failed", restarts: 0 },
      { name: "yard", state: "paused", restarts: 0 },
    ];
    dashboard.siteOpened(() => sources);
    const folders = ["/srv/a", "/srv/b"].map((source) => ({ source, trouble: () => null }));
    dashboard.runOpened(sampleView({ name: "gate", sources: folders }));
    for (const { source } of folders)
      dashboard.listen({ type: "frameLanded", frame: sampleFrame({ source }) }, "gate");
    const rows = () => state().sources.map(({ id, name, trouble }) => [id, name, trouble]);
    expect(rows()).toEqual([
      ["s1", "gate", null],
      ["s2", "dump", "has failed; frameferry status says why"],
      ["s3", "yard", "is paused"],
    ]);
    expect(state().sources[0]?.counts.landed).toBe(2);
    expect(Object.keys(dashboard.state.charts.read("minutes"))).toContain("source:s2");
    sources = [{ name: "gate", state: "waiting", restarts: 1 }];
    for (const name of ["dump", "yard"]) dashboard.sourceRemoved(name);
    expect(rows()).toEqual([["s1", "gate", "failed, and is started again in a moment"]]);
    expect(Object.keys(dashboard.state.charts.read("minutes"))).not.toContain("source:s2");
  });

  test("begins a chart for each source that a site is given in the place of others", () => {
    for (let number = 0; number < 300; number += 1) {
      dashboard.runOpened(sampleView({ name: `n${number}` }));
      expect(state().sources.at(-1)?.name).toBe(`n${number}`);
      dashboard.sourceRemoved(`n${number}`);
    }
    expect(Object.keys(dashboard.state.charts.read("minutes")).length).toBeLessThan(10);
  });

  test("says of a camera with a recording whether it is recorded, and why not", () => {
    const source = "rtsp://camera/1";
    let trouble: string | null = null;
    const open = { source, trouble: () => null };
    dashboard.runOpened(sampleView({ sources: [{ ...open, recordingTrouble: () => trouble }] }));
    const recording = (): object | null | undefined => state().sources.at(-1)?.recording;
    expect(recording()).toEqual({ trouble: null });
    trouble = "its disk is nearly full";
    expect(recording()).toEqual({ trouble });
    dashboard.runOpened(sampleView({ sources: [open] }));
    expect(recording()).toBeNull();
  });

  test("goes on counting in the next run of the command, while what is true now is of that one", () => {
    carry(dashboard, {});
    const frame = sampleFrame();
    dashboard.listen({ type: "frameLanded", frame });
    dashboard.listen({ type: "requestStarted", service: SERVICE, frame, attempt: 1 });
    dashboard.listen({ type: "serviceLost", service: SERVICE, reason: "refused" });
    for (const view of dashboard.state.views) dashboard.runClosed(view, 0);
    expect(state().isOpen).toBe(false);
    dashboard.runOpened(sampleView({ sources: [{ source: "other.mkv", trouble: () => null }] }));
    expect(state()).toMatchObject({ isOpen: true, inFlight: 0, backlog: { frames: 0 } });
    expect(state().services).toMatchObject([{ inFlight: 0, away: null, counts: { delivered: 1 } }]);
    expect(state().totals.delivered).toBe(1);
  });

  test("shows the last 20 warnings", () => {
    for (let number = 1; number <= 30; number += 1)
      dashboard.listen({ type: "warningRaised", message: `warning ${number}` });
    const messages = state().warnings.map(({ message }) => message);
    expect(messages).toEqual(Array.from({ length: 20 }, (_, at) => `warning ${at + 11}`));
  });
});

describe("a thousand sources and reasons", () => {
  const sources = Array.from({ length: 1000 }, (_, number) => `/cameras/${number}`);

  test("are counted to the last frame, in a bounded number of rows and series", () => {
    dashboard.runOpened(
      sampleView({ sources: sources.map((source) => ({ source, trouble: () => null })) }),
    );
    for (const source of sources) carry(dashboard, { source });
    dashboard.tick(Date.now());
    const { sources: rows, totals } = state();
    expect(rows).toHaveLength(201);
    expect(rows.at(-1)).toMatchObject({ id: "other", name: "other" });
    expect(rows.reduce((sum, { counts }) => sum + counts.delivered, 0)).toBe(1000);
    expect(totals.delivered).toBe(1000);
    const last = dashboard.state.charts.lastSecond;
    expect(Object.keys(last).filter((key) => key.startsWith("source:"))).toHaveLength(33);
    const charted = Object.entries(last).filter(([key]) => key.startsWith("source:"));
    expect(charted.reduce((sum, [, point]) => sum + point.delivered, 0)).toBe(1000);
  });

  test("are grouped in 20, the last of which cannot be sent again as one", () => {
    for (let number = 0; number < 1000; number += 1)
      carry(dashboard, {}, { ...FAILED, reason: `reason ${number}` });
    const { failures } = state();
    expect(failures).toHaveLength(20);
    expect(failures[0]).toMatchObject({ count: 981, canResend: false });
    expect(failures.reduce((sum, { count }) => sum + count, 0)).toBe(1000);
    expect(failures.slice(1).every(({ canResend }) => canResend)).toBe(true);
  });
});
