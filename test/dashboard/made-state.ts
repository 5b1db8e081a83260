import type { BrokerStateNow, WorkerNow } from "../../src/dashboard/broker-data.ts";
import type { DashboardState, SeriesPoint } from "../../src/dashboard/page-data.ts";
import type { FrameCard } from "../../src/dashboard/frame-data.ts";

/** When the made run began: in the past, so that rates and ages are those of a real one. */
const STARTED_AT_MS = Date.now() - 600_000;

const COUNTS = {
  landed: 14_400,
  delivered: 14_388,
  failed: 12,
  skipped: 0,
  dropped: 0,
  retries: 31,
};

/** A run that delivers 24 frames a second from one camera to one service. */
export function madeState(changes: Partial<DashboardState> = {}): DashboardState {
  const atMs = Date.now();
  return {
    atMs,
    command: "watch",
    version: "0.1.0",
    startedAtMs: STARTED_AT_MS,
    isOpen: true,
    totals: COUNTS,
    withdrawnFailures: 0,
    failedInLastMinute: 0,
    sources: [
      {
        ...{ id: "s1", name: "cam-entrance", counts: COUNTS, lastLandedAtMs: atMs },
        ...{ trouble: null, troubleSinceMs: null, recording: null },
      },
    ],
    services: [madeService(atMs)],
    backlog: { frames: 0, oldestAgeSeconds: 0 },
    inFlight: 3,
    slicer: { state: "none", reason: null, sliced: 0, expectedFrames: null },
    spool: { bytes: 48_200_000, freeBytes: 212e9 },
    broker: null,
    failures: [],
    warnings: [],
    maxMemoryBytes: 64e6,
    ...changes,
  };
}

function madeService(atMs: number): DashboardState["services"][number] {
  return {
    id: "v1",
    address: "http://127.0.0.1:8000/predict",
    counts: { requests: 14_431, delivered: 14_388, failed: 12, retries: 31 },
    latencyMs: { p50: 38.4, p95: 61.2, p99: 94 },
    inFlight: 3,
    limit: 8,
    limitReason: "latency is steady",
    limitChangedAtMs: atMs - 42_000,
    away: null,
    heldBack: null,
    leftToday: null,
  };
}

/** A second of that run. @param atMs its end. */
export function madePoint(atMs: number, changes: Partial<SeriesPoint> = {}): SeriesPoint {
  const wave = Math.sin(atMs / 9000);
  return {
    atMs,
    seconds: 1,
    landed: 24,
    delivered: 24,
    failed: 0,
    skipped: 0,
    dropped: 0,
    retries: 0,
    inFlight: 3 + Math.round(wave),
    limit: 8,
    backlog: 2 + Math.round(wave * 2),
    latencyP50Ms: 38 + wave * 4,
    latencyP95Ms: 61 + wave * 9,
    latencyP99Ms: 94 + wave * 22,
    isAway: false,
    ...changes,
  };
}

/** Points of all series up to a time, a second apart. */
export function madeMinutes(untilMs: number, count = 300): Record<string, SeriesPoint[]> {
  const points = Array.from({ length: count }, (_, at) =>
    madePoint(untilMs - (count - 1 - at) * 1000),
  );
  return { all: points, "source:s1": points, "service:v1": points };
}

/** A frame in which a person and two bicycles were found. */
export function madeCard(id: string, changes: Partial<FrameCard> = {}): FrameCard {
  return {
    id,
    atMs: Date.now(),
    source: "cam-entrance",
    sourceId: "s1",
    frame: `frame-${id}.jpg`,
    index: 1200,
    ptsSeconds: 48.04,
    outcome: "delivered",
    service: "http://127.0.0.1:8000/predict",
    status: 200,
    latencyMs: 41.3,
    attempts: 1,
    reason: null,
    width: 1280,
    height: 720,
    hasPicture: true,
    findings: [
      { label: "person", confidence: 0.97, box: { x: 180, y: 160, width: 210, height: 470 } },
      { label: "bicycle", confidence: 0.88, box: { x: 620, y: 360, width: 330, height: 250 } },
      { label: "bicycle", confidence: 0.54, box: { x: 980, y: 20, width: 260, height: 200 } },
    ],
    text: null,
    ...changes,
  };
}

/** A broker at which one worker works, and one has fallen silent. */
export function madeBroker(atMs: number, changes: Partial<BrokerStateNow> = {}): BrokerStateNow {
  const worker = madeWorker(atMs);
  const silent = { name: "gpu-2", isSilent: true, lastSignAtMs: atMs - 31_000, failed: 3 };
  return {
    address: "nats://broker:4222/frames",
    trouble: null,
    queues: {
      frames: {
        ...{ messages: 1204, byteLength: 156_800_000, maxBytes: 50e9 },
        ...{ oldestAgeSeconds: 42, held: 64, redelivered: 2 },
      },
      results: {
        ...{ messages: 3, byteLength: 2100, maxBytes: 5e9 },
        ...{ oldestAgeSeconds: 0.4, held: null, redelivered: null },
      },
    },
    acknowledgementMs: { p50: 4.2, p95: 18.1, p99: 44 },
    takenAgain: 2,
    workers: [worker, { ...worker, ...silent }],
    workerCount: 2,
    ...changes,
  };
}

function madeWorker(atMs: number): WorkerNow {
  return {
    name: "gpu-1",
    version: "0.1.0",
    services: ["http://127.0.0.1:8000/predict"],
    sinceMs: atMs - 7_800_000,
    lastSignAtMs: atMs - 2000,
    isSilent: false,
    held: 32,
    delivered: 48_210,
    failed: 0,
    framesPerSecond: 24.5,
  };
}
