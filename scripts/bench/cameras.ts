import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { findFfmpeg } from "../../src/slicer/find-ffmpeg.ts";
import type { Benchmark, BenchmarkReport, BenchmarkSettings } from "./benchmark.ts";
import { type CameraReader, DECODING, OURS, PLAIN, readersFor } from "./cameras/camera-readers.ts";
import { RtspRelay } from "./cameras/rtsp-relay.ts";
import { figure } from "./harness/figures.ts";
import { resultsOf, runInTurns } from "./harness/paired-runs.ts";
import { type ProcessGroup, startGroup } from "./harness/process-group.ts";
import { makeScratchFolder } from "./harness/scratch-folder.ts";
import { median, pairedRatios } from "./harness/statistics.ts";
import type { Table } from "./harness/table.ts";
import { cameraClip } from "./media/camera-clips.ts";
import { findProgram } from "./program.ts";
import { startCountingService } from "./service/start-counting-service.ts";

export const camerasBenchmark: Benchmark = {
  name: "cameras",
  about:
    "many cameras, of each a frame a second: CPU, memory, processes, beside a plain ffmpeg each",
  run: runCameras,
};

/** Of ten frames a second, one is wanted. */
const CAMERA_RATE = 10;
const CAMERAS = { quick: 4, default: 20, full: 20 } as const;
const ROUNDS = { quick: 1, default: 3, full: 5 } as const;
/** How long they run before and while they are measured, once all have begun. */
const SECONDS = { quick: [5, 10], default: [20, 60], full: [30, 300] } as const;

/** What one camera took. */
interface CameraShare {
  /** Processor time in percent of a core. */
  readonly cpuPercent: number;
  /** Memory with its share of what it shares with others (PSS). */
  readonly memoryMiB: number;
  readonly processes: number;
}

async function runCameras({ effort, say }: BenchmarkSettings): Promise<BenchmarkReport> {
  const ffmpeg = await findFfmpeg(null);
  const program = findProgram();
  const clip = await cameraClip(CAMERA_RATE);
  await using scratch = await makeScratchFolder();
  await using service = await startCountingService();
  await using relay = await RtspRelay.open(ffmpeg.path, clip);
  const place = { ffmpeg, program: program.command, to: service.url };
  let attempt = 0;
  const contenders = readersFor(place).map((reader) => ({
    name: reader.name,
    run: async () => {
      const folder = join(scratch.path, String(attempt++));
      let served = 0;
      await service.takeCounts();
      const framesTaken = async (): Promise<number> =>
        reader.name === OURS
          ? (served += (await service.takeCounts()).frames)
          : await filesIn(folder);
      return await measureCameras(reader, { relay, folder, effort, framesTaken });
    },
  }));
  const results = await runInTurns(contenders, ROUNDS[effort], say);
  return {
    tables: [camerasTable(CAMERAS[effort], results)],
    notes: [
      `each camera: H.264 over RTSP, 1280x720, ${CAMERA_RATE} frames/s; a JPEG of each second`,
      "user and system time, and memory, of all processes of a camera; medians of the rounds, and of the ratios within each",
      `"${DECODING}" writes nothing; "${PLAIN}" writes the pictures into a folder, and sends nothing`,
    ],
    missing: program.whyNotBuilt === null ? [] : [program.whyNotBuilt],
    figures: Object.fromEntries(results),
  };
}

interface CamerasPlace {
  readonly relay: RtspRelay;
  readonly folder: string;
  readonly effort: BenchmarkSettings["effort"];
  /** Frames of all cameras so far. */
  readonly framesTaken: () => Promise<number>;
}

async function measureCameras(
  reader: CameraReader,
  { relay, folder, effort, framesTaken }: CamerasPlace,
): Promise<CameraShare> {
  const count = CAMERAS[effort];
  const [restSeconds, seconds] = SECONDS[effort];
  await using started = new AsyncDisposableStack();
  const cameras: ProcessGroup[] = [];
  for (let camera = 0; camera < count; camera += 1) {
    const own = join(folder, String(camera));
    await mkdir(own, { recursive: true });
    const environment = { ...process.env, XDG_STATE_HOME: own };
    cameras.push(started.use(startGroup(reader.command(relay.url(camera), own), environment)));
  }
  if (reader.name !== DECODING) await allBegin(framesTaken, count);
  await sleep(restSeconds * 1000);
  const framesBefore = await framesTaken();
  const [beforeMs, startedMs] = [totalCpuMs(cameras), performance.now()];
  await sleep(seconds * 1000);
  const cpuPercent = (100 * (totalCpuMs(cameras) - beforeMs)) / (performance.now() - startedMs);
  const frames = (await framesTaken()) - framesBefore;
  if (reader.name !== DECODING && frames < MIN_SHARE * seconds * count)
    throw new Error(`${reader.name} took ${frames} frames of ${count} cameras in ${seconds} s`);
  const sumOf = (amount: (camera: ProcessGroup) => number): number =>
    cameras.reduce((sum, camera) => sum + amount(camera), 0);
  return {
    cpuPercent: cpuPercent / count,
    memoryMiB: sumOf((camera) => camera.memoryMiB()) / count,
    processes: sumOf((camera) => camera.processCount()) / count,
  };
}

/** Waits until as many frames have come as two of each camera. @throws Error after two minutes. */
async function allBegin(framesTaken: () => Promise<number>, count: number): Promise<void> {
  const lastMs = performance.now() + 120_000;
  while ((await framesTaken()) < 2 * count) {
    if (performance.now() > lastMs) throw new Error(`${count} cameras do not begin`);
    await sleep(200);
  }
}

/** A machine with too much to do would be measured wrongly. */
const MIN_SHARE = 0.9;

function totalCpuMs(cameras: readonly ProcessGroup[]): number {
  return cameras.reduce((sum, camera) => sum + camera.cpuMs(), 0);
}

async function filesIn(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true });
  return names.filter((name) => name.endsWith(".jpg")).length;
}

function camerasTable(count: number, results: ReadonlyMap<string, readonly CameraShare[]>): Table {
  const of = (name: string, key: keyof CameraShare): number[] =>
    resultsOf(results, name).map((share) => share[key]);
  const times = (name: string, other: string): string =>
    figure(median(pairedRatios(of(name, "cpuPercent"), of(other, "cpuPercent"))), 2);
  return {
    title: `${count} cameras at once; figures of one`,
    columns: ["", "% of a core", "x decoding", "x plain ffmpeg", "MiB (PSS)", "processes"],
    rows: [DECODING, PLAIN, OURS].map((name) => [
      name,
      figure(median(of(name, "cpuPercent")), 2),
      times(name, DECODING),
      times(name, PLAIN),
      figure(median(of(name, "memoryMiB")), 0),
      figure(median(of(name, "processes")), 0),
    ]),
  };
}
