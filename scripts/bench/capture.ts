import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFfmpeg } from "../../src/slicer/find-ffmpeg.ts";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { type Capture, capturesOf } from "./cameras/captures.ts";
import { FrameSink } from "./cameras/frame-sink.ts";
import { RtspRelay } from "./cameras/rtsp-relay.ts";
import { figure } from "./harness/figures.ts";
import { startGroup } from "./harness/process-group.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, percentile } from "./harness/statistics.ts";
import { cameraClip } from "./media/camera-clips.ts";
import { findProgram } from "./program.ts";

export const captureBenchmark: Benchmark = {
  name: "capture",
  about: "a camera of 25 frames/s: from a frame's last packet to the first byte of its request",
  run: runCapture,
};

const CAMERA_RATE = 25;
/** How long every frame is sent: in an hour, it shows whether frames come later and later. */
const SECONDS = { quick: 20, default: 150, full: 3600 } as const;
/** How long one in some frames is sent, at most. */
const MAX_SAMPLED_SECONDS = 150;
/** At the start, Node compiles what it runs often. */
const WARM_UP_MS = 5000;
const PART_MS = 60_000;

/** Takes one frame of so many. */
const STEPS = [1, 10] as const;

async function runCapture({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const program = findProgram();
  const { path } = await findFfmpeg(null);
  const clip = await cameraClip(CAMERA_RATE);
  const measured = new Map<string, readonly Capture[]>();
  for (const every of STEPS) {
    const name = every === 1 ? "every frame" : `--every ${every}`;
    const most = every === 1 ? Number.POSITIVE_INFINITY : MAX_SAMPLED_SECONDS;
    const seconds = Math.min(SECONDS[effort], most);
    say(`${name}, ${seconds} s`);
    await using relay = await RtspRelay.open(path, clip);
    measured.set(name, await capture(program.command, { relay, every, seconds }));
  }
  return {
    tables: [
      {
        title: "From the last packet of a frame to the first byte of its request, in ms",
        columns: ["", "frames", "p50", "p95", "p99", "first minute p50", "last minute p50"],
        rows: [...measured].map(([name, captures]) => rowOf(name, captures)),
      },
    ],
    notes: [
      `H.264 over RTSP on loopback, 1280x720, ${CAMERA_RATE} frames/s; the first ${WARM_UP_MS / 1000} s do not count`,
      "which frame a request carries is read in the pixels of its picture, of one in a second",
      "the target is a p95 of at most 150 ms that does not grow",
    ],
    missing: program.whyNotBuilt === null ? [] : [program.whyNotBuilt],
    figures: Object.fromEntries(measured),
  };
}

interface CapturePlace {
  readonly relay: RtspRelay;
  readonly every: number;
  readonly seconds: number;
}

async function capture(
  program: readonly string[],
  { relay, every, seconds }: CapturePlace,
): Promise<readonly Capture[]> {
  await using scratch = await makeScratchFolder();
  await using sink = await FrameSink.open(CAMERA_RATE);
  const words = ["run", relay.url(1), "--every", String(every), "--to", sink.url, "-q"];
  const environment = { ...process.env, XDG_STATE_HOME: join(scratch.path, "state") };
  await using run = startGroup([...program, ...words], environment);
  while (sink.arrivals.length === 0) {
    // Throws if it has ended.
    run.processCount();
    await sleep(100);
  }
  await sleep(WARM_UP_MS + seconds * 1000);
  const captures = capturesOf(sink.arrivals, await sink.indexes(), { relay, every });
  const startedMs = (captures[0]?.arrivedAtMs ?? 0) + WARM_UP_MS;
  return captures.filter(({ arrivedAtMs }) => arrivedAtMs >= startedMs);
}

function rowOf(name: string, captures: readonly Capture[]): readonly string[] {
  const first = captures[0]?.arrivedAtMs ?? 0;
  const last = captures.at(-1)?.arrivedAtMs ?? 0;
  const all = captures.map(({ tookMs }) => tookMs);
  const between = (fromMs: number, toMs: number): number[] =>
    captures
      .filter(({ arrivedAtMs }) => arrivedAtMs >= fromMs && arrivedAtMs <= toMs)
      .map(({ tookMs }) => tookMs);
  const figures = [
    ...[50, 95, 99].map((percent) => percentile(all, percent)),
    median(between(first, first + PART_MS)),
    median(between(last - PART_MS, last)),
  ];
  return [name, String(all.length), ...figures.map((ms) => figure(ms, 1))];
}
