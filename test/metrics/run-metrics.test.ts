import { beforeEach, describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import { RunMetrics } from "../../src/metrics/run-metrics.ts";
import type { BrokerView } from "../../src/core/events/broker-view.ts";
import type { LimitView, RunView, SourceView } from "../../src/core/events/run-view.ts";
import { SITE_SOURCE_STATES, type SiteSourceView } from "../../src/core/events/site-source-view.ts";
import { promtool, whyNoPrometheus } from "../support/metrics/promtool.ts";
import { Scrape } from "../support/metrics/scrape.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";
import { sampleResult } from "../support/samples/sample-result.ts";

const SERVICE = "http://127.0.0.1:8000/predict";

const openSource = (source: string): SourceView => ({ source, trouble: () => null });

function view(fields: Partial<RunView> = {}): RunView {
  return {
    sources: [openSource("/cameras/front")],
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

const landed = (source: string): RunEvent => ({
  type: "frameLanded",
  frame: sampleFrame({ source, landedAtMs: performance.now() }),
});
const settled = (source: string): RunEvent => ({
  type: "frameSettled",
  result: sampleResult({ source }),
});

let metrics: RunMetrics;
/** The run that was opened last. */
let run: RunView | null;

/** Opens a run in the place of the one before, if that is still open. */
function openedIn(all: RunMetrics, next: RunView): RunView {
  if (run !== null) all.runClosed(run, 0);
  all.runOpened(next);
  return next;
}
beforeEach(() => {
  metrics = new RunMetrics("1.2.3");
  run = null;
});

const scraped = async (): Promise<Scrape> => new Scrape(await metrics.text());

describe("metrics of a run", () => {
  test("have every series of a source from the start on, at zero", async () => {
    run = openedIn(metrics, view());
    const { samples } = await scraped();
    const outcomes = samples.filter(({ name }) => name === "frameferry_frames_total");
    expect(outcomes.map(({ labels, value }) => [labels["outcome"], value])).toEqual([
      ["delivered", 0],
      ["failed", 0],
      ["skipped", 0],
      ["dropped", 0],
    ]);
  });

  test("say which limit holds requests back, and what is left of the day", async () => {
    const service = "http://127.0.0.1:8000";
    const hold = { limit: "maxPerDay", untilMs: Date.now() + 60_000, reason: "used up" } as const;
    const set = ["maxRate", "maxPerDay"] as const;
    let limits: LimitView[] = [{ service, set, hold: null, leftOfDay: 7 }];
    run = openedIn(metrics, view({ limits: () => limits }));
    const of = async (name: string) =>
      (await scraped()).samples
        .filter((sample) => sample.name === name)
        .map(({ labels, value }) => [labels["limit"], value]);
    expect(await of("frameferry_requests_held_back")).toEqual([
      ["max_rate", 0],
      ["max_per_day", 0],
    ]);
    expect(await of("frameferry_requests_left_today")).toEqual([[undefined, 7]]);
    limits = [{ service, set, hold, leftOfDay: null }];
    expect(await of("frameferry_requests_held_back")).toEqual([
      ["max_rate", 0],
      ["max_per_day", 1],
    ]);
    expect(await of("frameferry_requests_left_today")).toEqual([]);
  });

  test("say of the broker what it tells, and while it is away only that it is", async () => {
    const none = { maxBytes: null, held: null, redelivered: null, byteLength: null };
    const frames = {
      ...none,
      messages: 7,
      oldestAgeSeconds: 12.5,
      byteLength: 900,
      redelivered: 1,
    };
    const results = { ...none, messages: 0, oldestAgeSeconds: 0 };
    let trouble: string | null = null;
    const worker = { name: "gpu-1", version: "0", services: [], sinceMs: 0, lastSignAtMs: 0 };
    const rates = { held: 0, delivered: 0, failed: 0, framesPerSecond: 0 };
    const broker: BrokerView = {
      broker: "nats://broker:4222/frames",
      trouble: () => trouble,
      queues: () => (trouble === null ? { frames, results } : null),
      workers: () =>
        trouble === null
          ? [
              { ...worker, ...rates, isSilent: false },
              { ...worker, ...rates, isSilent: true },
            ]
          : null,
      takenAgain: () => 3,
    };
    run = openedIn(metrics, view({ broker }));
    metrics.brokerAcknowledged(0.02);
    const told = async () =>
      (await scraped()).samples
        .filter(({ name }) => /^frameferry_broker_(?!ack)/u.test(name))
        .map(({ name, labels, value }) => [
          name.replace("frameferry_broker_", ""),
          labels["queue"] ?? "",
          value,
        ]);
    expect(await told()).toEqual([
      ["up", "", 1],
      ["workers", "", 1],
      ["queue_messages", "frames", 7],
      ["queue_messages", "results", 0],
      ["queue_bytes", "frames", 900],
      ["queue_age_seconds", "frames", 12.5],
      ["queue_age_seconds", "results", 0],
      ["queue_redelivered", "frames", 1],
      ["taken_again_total", "", 3],
    ]);
    expect((await scraped()).sum("frameferry_broker_acknowledgement_seconds_count")).toBe(1);
    trouble = "it is away";
    expect(await told()).toEqual([
      ["up", "", 0],
      ["taken_again_total", "", 3],
    ]);
    const other = view({
      broker: { ...broker, broker: "nats://other:4222/frames", trouble: () => null },
    });
    metrics.runOpened(other);
    const up = (await scraped()).of("frameferry_broker_up");
    expect(up.map(({ labels, value }) => [labels["broker"], value])).toEqual([
      ["nats://broker:4222/frames", 0],
      ["nats://other:4222/frames", 1],
    ]);
    metrics.runClosed(other, 0);
    run = openedIn(metrics, view());
    expect(await told()).toEqual([["taken_again_total", "", 0]]);
  });

  test("observe the time from landing to request once, however often a frame is sent", async () => {
    run = openedIn(metrics, view());
    const frame = sampleFrame({ landedAtMs: performance.now() - 2000 });
    for (const attempt of [1, 1, 2])
      metrics.listen({ type: "requestStarted", service: SERVICE, frame, attempt });
    const text = await scraped();
    expect(text.sum("frameferry_landing_to_request_seconds_count")).toBe(1);
    expect(text.sum("frameferry_landing_to_request_seconds_sum")).toBeGreaterThanOrEqual(2);
  });

  test("count no duration of a frame that could not be read, nor of a request that was broken off", async () => {
    run = openedIn(metrics, view());
    const frame = sampleFrame();
    const verdict = {
      kind: "rejected",
      status: null,
      reason: "unreadable",
      response: null,
    } as const;
    const ended = { service: SERVICE, frame, attempt: 1, latencyMs: 5, retryInMs: null };
    for (const end of [{ verdict, isUnsent: true } as const, { verdict: null }, { verdict }]) {
      metrics.listen({ type: "requestStarted", service: SERVICE, frame, attempt: 1 });
      metrics.listen({ type: "requestEnded", ...ended, ...end });
    }
    const text = await scraped();
    expect(text.sum("frameferry_request_duration_seconds_count")).toBe(1);
    expect(text.sum("frameferry_requests_in_flight", { service: SERVICE })).toBe(0);
  });

  test("read the age of the oldest frame and the spool when they are asked", async () => {
    let bytes = 0;
    const oldestLandedAtMs = (): number => performance.now() - 3000;
    run = openedIn(metrics, view({ oldestLandedAtMs, spoolBytes: () => bytes }));
    bytes = 12_345;
    const text = await scraped();
    expect(text.sum("frameferry_backlog_age_seconds")).toBeGreaterThanOrEqual(3);
    expect(text.sum("frameferry_spool_bytes")).toBe(12_345);
  });

  test("say of each source whether frames can come from it", async () => {
    let trouble: string | null = null;
    const sources = [
      { source: "rtsp://recorder/1", trouble: () => trouble },
      { source: "rtsp://recorder/2", trouble: () => null },
    ];
    run = openedIn(metrics, view({ sources }));
    expect((await scraped()).sum("frameferry_source_up")).toBe(2);
    trouble = "is away: it closed the stream";
    const text = await scraped();
    expect(text.sum("frameferry_source_up", { source: "recorder/1" })).toBe(0);
    expect(text.sum("frameferry_source_up", { source: "recorder/2" })).toBe(1);
    metrics.runClosed(run, 0);
    expect((await scraped()).of("frameferry_source_up")).toEqual([]);
  });

  test("count a withdrawn failure on its own, since counters do not go back", async () => {
    run = openedIn(metrics, view());
    const result = sampleResult({ source: "/cameras/front", outcome: "failed" });
    metrics.listen({ type: "frameSettled", result });
    const { source, frame } = result;
    metrics.listen({ type: "failureWithdrawn", source, frame, service: null, reason: null });
    const text = await scraped();
    expect(text.sum("frameferry_frames_total", { outcome: "failed" })).toBe(1);
    expect(text.sum("frameferry_failures_withdrawn_total", { source: "front" })).toBe(1);
  });

  test("go on counting in the next run, while its gauges are of that run alone", async () => {
    run = openedIn(metrics, view({ services: ["http://one/"] }));
    metrics.listen(landed("/cameras/front"));
    metrics.listen({ type: "serviceLost", service: "http://one/", reason: "gone" });
    metrics.runClosed(run, 0);
    const between = await scraped();
    expect(between.of("frameferry_service_up")).toEqual([]);
    expect(between.of("frameferry_last_frame_timestamp_seconds")).toEqual([]);
    run = openedIn(metrics, view({ services: ["http://other/"] }));
    metrics.listen(landed("/cameras/front"));
    const text = await scraped();
    expect(text.sum("frameferry_frames_landed_total", { source: "front" })).toBe(2);
    expect(text.sum("frameferry_backlog_frames")).toBe(1);
    expect(text.of("frameferry_service_up").map(({ labels }) => labels["service"])).toEqual([
      "http://other/",
    ]);
  });

  test("have a bounded number of series for a thousand sources, and lose no frame of them", async () => {
    const sources = Array.from({ length: 1000 }, (_, number) => `/cameras/${number}`);
    run = openedIn(metrics, view({ sources: sources.map(openSource) }));
    for (const source of sources)
      for (const event of [landed, settled]) metrics.listen(event(source));
    const text = await scraped();
    expect(text.of("frameferry_frames_landed_total")).toHaveLength(201);
    expect(text.of("frameferry_last_frame_timestamp_seconds")).toHaveLength(201);
    expect(text.sum("frameferry_frames_total", { outcome: "delivered" })).toBe(1000);
    expect(text.sum("frameferry_frames_total", { source: "other" })).toBe(800);
  });
});

describe("metrics of a site", () => {
  const countOf = async (source: string): Promise<number | undefined> =>
    (await scraped()).of("frameferry_frames_landed_total", { source })[0]?.value;

  test("name a source as its site does, also one with several folders", async () => {
    const sources = [openSource("/srv/a"), { source: "/srv/b", trouble: () => "is not there" }];
    metrics.runOpened(view({ name: "dump", sources }));
    metrics.listen(landed("/srv/a"), "dump");
    metrics.listen(settled("/srv/b"), "dump");
    const text = await scraped();
    const labels = text.samples.flatMap((sample) => sample.labels["source"] ?? []);
    expect(new Set(labels)).toEqual(new Set(["dump"]));
    expect(text.sum("frameferry_source_up")).toBe(0);
    expect(text.sum("frameferry_frames_total", { outcome: "delivered" })).toBe(1);
    expect(metrics.readiness.ready).toBe(true);
  });

  test("leave no series of a source that is gone, and begin at zero when it is back", async () => {
    const gate = view({ name: "gate" });
    const yard = view({ name: "yard" });
    for (const one of [gate, yard]) metrics.runOpened(one);
    for (const name of ["gate", "yard"])
      for (const event of [landed, settled]) metrics.listen(event("/cameras/front"), name);
    const { source, frame } = sampleResult({ source: "/cameras/front" });
    metrics.listen(
      { type: "failureWithdrawn", source, frame, service: null, reason: null },
      "gate",
    );
    metrics.listen({ type: "framesLeftOut", source, counts: { motion: 2 }, total: {} }, "gate");
    metrics.runClosed(gate, 0);
    expect(await countOf("gate")).toBe(3);
    metrics.sourceRemoved("gate");
    const { samples } = await scraped();
    expect(samples.filter(({ labels }) => labels["source"] === "gate")).toEqual([]);
    expect(await countOf("yard")).toBe(1);
    metrics.runOpened(gate);
    expect(await countOf("gate")).toBe(0);
  });

  test("go on counting for a source that is started again", async () => {
    for (let each = 0; each < 2; each += 1) {
      const gate = view({ name: "gate" });
      metrics.runOpened(gate);
      metrics.listen(landed("/cameras/front"), "gate");
      metrics.runClosed(gate, 1);
    }
    expect(await countOf("gate")).toBe(2);
  });

  test("say of each source the state that it is in, and how often it was started again", async () => {
    let sources: readonly SiteSourceView[] = [
      { name: "gate", state: "waiting", restarts: 3 },
      { name: "yard", state: "running", restarts: 0 },
    ];
    metrics.siteOpened(() => sources);
    const states = async () =>
      (await scraped())
        .of("frameferry_source_state")
        .filter(({ value }) => value === 1)
        .map(({ labels }) => [labels["source"], labels["state"]]);
    expect(await states()).toEqual([
      ["gate", "waiting"],
      ["yard", "running"],
    ]);
    const text = await scraped();
    expect(text.of("frameferry_source_state")).toHaveLength(2 * SITE_SOURCE_STATES.length);
    expect(text.sum("frameferry_source_restarts_total", { source: "gate" })).toBe(3);
    expect(text.of("frameferry_source_restarts_total", { source: "yard" })).toHaveLength(1);
    sources = [{ name: "yard", state: "failed", restarts: 0 }];
    expect(await states()).toEqual([["yard", "failed"]]);
  });
});

const HOSTILE = [
  'quote"} 1\n# HELP forged 1',
  "line\nforged_metric 7\n",
  "\u001b]0;title\u0007\u001b[31m",
  "<img src=x onerror=alert(1)>",
  "back\\slash\\",
  "a,source=b:c,",
  "\u2028\u202e\ud800",
];

describe("hostile names of sources", () => {
  beforeEach(() => {
    run = openedIn(
      metrics,
      view({ sources: HOSTILE.map((name) => openSource(`/cameras/${name}`)) }),
    );
    for (const name of HOSTILE) metrics.listen(settled(`/cameras/${name}`));
  });

  test("forge no line and no sequence of a terminal, and each is counted", async () => {
    const { text, samples } = await scraped();
    expect(text).not.toMatch(/[^\P{Cc}\n]|[\u2028\u202e]/u);
    expect(samples.some(({ name }) => name.includes("forged"))).toBe(false);
    const delivered = { outcome: "delivered" };
    const counts = new Scrape(text).of("frameferry_frames_total", delivered);
    expect(counts.map(({ value }) => value)).toEqual(HOSTILE.map(() => 1));
  });

  test("leave text that promtool reads", async ({ skip }) => {
    const reason = whyNoPrometheus();
    if (reason !== undefined) skip(reason);
    expect(promtool(["check", "metrics"], await metrics.text())).toEqual([0, ""]);
  });
});

describe("a run is ready", () => {
  const closed = (source: string): SourceView => ({ source, trouble: () => "is not there" });

  test("not before its sources are open, nor after they were closed", () => {
    expect(metrics.readiness).toEqual({ ready: false, reasons: ["no source is open"] });
    run = openedIn(metrics, view());
    expect(metrics.readiness).toEqual({ ready: true, reasons: [] });
    metrics.runClosed(run, 0);
    expect(metrics.readiness.ready).toBe(false);
  });

  test("while one of its sources is open, and else says why each is not, by its name", () => {
    run = openedIn(
      metrics,
      view({ sources: [closed("/secret/front"), openSource("/secret/back")] }),
    );
    expect(metrics.readiness.ready).toBe(true);
    run = openedIn(metrics, view({ sources: [closed("/secret/front"), closed("/secret/back")] }));
    expect(metrics.readiness.reasons).toEqual([
      "the source front is not there",
      "the source back is not there",
    ]);
  });

  test("while one of its services is not away, and else says why each is", () => {
    run = openedIn(metrics, view({ services: ["http://one/", "http://other/"] }));
    metrics.listen({ type: "serviceLost", service: "http://one/", reason: "refused" });
    expect(metrics.readiness.ready).toBe(true);
    metrics.listen({ type: "serviceLost", service: "http://other/", reason: "timeout" });
    expect(metrics.readiness.reasons).toEqual([
      "http://one/ is away: refused",
      "http://other/ is away: timeout",
    ]);
    metrics.listen({ type: "serviceRecovered", service: "http://one/", outageMs: 5 });
    expect(metrics.readiness.ready).toBe(true);
  });
});
