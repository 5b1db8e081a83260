import { mkdir, mkdtemp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { measure } from "../harness/measured-process.ts";
import { startGroup } from "../harness/process-group.ts";
import { percentile } from "../harness/statistics.ts";
import { findProgram } from "../program.ts";
import { startNatsServers } from "../service/start-nats-servers.ts";

/** Frames that land at a steady pace. */
export interface Landing {
  /** Folder for all that a round needs. */
  readonly scratch: string;
  /** Absolute path of the image that lands again and again. */
  readonly image: string;
  readonly framesPerSecond: number;
  /** Frames before the measurement, so that everything is warm. */
  readonly warmUpFrames: number;
  readonly frames: number;
  /** Address of the service. */
  readonly service: string;
}

/** What the way of a frame to its answer took. */
export interface WayFigures {
  /** From the landing of a frame to its answer on record where it landed, in milliseconds. */
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** Processor time where the frame landed, in milliseconds a frame. */
  readonly edgeCpuMs: number;
  /** That of the worker; 0 without one. */
  readonly workerCpuMs: number;
  /** That of the servers of the broker; 0 without any. */
  readonly brokerCpuMs: number;
}

/** Frames go to the service straight from where they land. */
export async function directWay(landing: Landing): Promise<WayFigures> {
  return await travel(landing, landing.service, { worker: () => 0, broker: () => 0 });
}

/** Frames go over servers of NATS, and a worker. @param servers their number. */
export async function brokerWay(landing: Landing, servers: 1 | 3): Promise<WayFigures> {
  await using broker = await startNatsServers(servers);
  const words = [...findProgram().command, "work", broker.url, "--to", landing.service, "-q"];
  const environment = {
    ...process.env,
    XDG_STATE_HOME: await mkdtemp(join(landing.scratch, "w-")),
  };
  await using worker = startGroup(words, environment);
  return await travel(landing, broker.url, {
    worker: () => worker.cpuMs(),
    broker: () => broker.cpuMs(),
  });
}

interface Clocks {
  readonly worker: () => number;
  readonly broker: () => number;
}

async function travel(landing: Landing, to: string, clocks: Clocks): Promise<WayFigures> {
  const round = await mkdtemp(join(landing.scratch, "round-"));
  const [folder, file] = [join(round, "in"), join(round, "answered.json")];
  await mkdir(folder);
  const client = join(import.meta.dirname, "../clients/watch-answers.ts");
  const command = [process.execPath, client, folder, to, join(round, "state"), file];
  const edge = startGroup(command);
  let landedAtMs: Record<string, number>;
  let cpu: readonly number[];
  try {
    await sleep(START_UP_MS);
    await land(landing, folder, landing.warmUpFrames);
    const now = (): number[] => [edge.cpuMs(), clocks.worker(), clocks.broker()];
    const before = now();
    landedAtMs = await land(landing, folder, landing.frames);
    cpu = now().map((ms, at) => (ms - (before[at] ?? 0)) / landing.frames);
  } finally {
    await edge[Symbol.asyncDispose]();
  }
  const answeredAtMs = JSON.parse(await readFile(file, "utf8")) as Record<string, number>;
  const tookMs = Object.entries(landedAtMs).map(
    ([name, ms]) => (answeredAtMs[name] ?? Number.NaN) - ms,
  );
  if (tookMs.some(Number.isNaN)) throw new Error("frames have no answer");
  const [edgeCpuMs = 0, workerCpuMs = 0, brokerCpuMs = 0] = cpu;
  const [p50Ms, p95Ms] = [percentile(tookMs, 50), percentile(tookMs, 95)];
  return { p50Ms, p95Ms, edgeCpuMs, workerCpuMs, brokerCpuMs };
}

/** @returns when each landed, once all are answered and deleted. */
async function land(
  { image, framesPerSecond }: Landing,
  folder: string,
  count: number,
): Promise<Record<string, number>> {
  const camera = join(import.meta.dirname, "../watching/land-frames.ts");
  const words = [camera, folder, String(count), String(framesPerSecond), image];
  const { stdout } = await measure([process.execPath, ...words]);
  const untilMs = performance.now() + PATIENCE_MS;
  while ((await readdir(folder)).length > 0) {
    if (performance.now() > untilMs) throw new Error(`it cannot keep up with ${framesPerSecond}/s`);
    await sleep(50);
  }
  return JSON.parse(stdout) as Record<string, number>;
}

const START_UP_MS = 3000;
const PATIENCE_MS = 60_000;
