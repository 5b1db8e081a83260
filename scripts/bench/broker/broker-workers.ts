import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { measure } from "../harness/measured-process.ts";
import { startGroup } from "../harness/process-group.ts";
import { frameFiles } from "../media/frame-files.ts";
import { findProgram } from "../program.ts";
import { startFirstByteService } from "../service/start-first-byte-service.ts";
import { startNatsServers } from "../service/start-nats-servers.ts";

/** A number of workers, and what they are to do. */
export interface Crew {
  readonly workers: number;
  /** Frames for each of them. */
  readonly framesEach: number;
  /** Requests of each at once. */
  readonly atOnce: number;
  /** Time of the service for each frame, for any number at once, in milliseconds. */
  readonly workMs: number;
  /** Folder for all that a round needs. */
  readonly scratch: string;
}

/** Frames a second that the service gets from so many workers, between its first and its last tenth. */
export async function rateOf(crew: Crew): Promise<number> {
  const { workers, framesEach, atOnce, workMs, scratch } = crew;
  const frames = workers * framesEach;
  const { folder } = await frameFiles(frames);
  const { command } = findProgram();
  await using scope = new AsyncDisposableStack();
  const broker = scope.use(await startNatsServers(1));
  const service = scope.use(await startFirstByteService([], workMs));
  const state = async (): Promise<string> => await mkdtemp(join(scratch, "state-"));
  for (let number = 0; number < workers; number += 1) {
    const words = ["work", broker.url, "--to", service.url, "--concurrency", String(atOnce), "-q"];
    scope.use(startGroup([...command, ...words, "--state", await state()]));
  }
  await sleep(START_UP_MS);
  const window = ["--concurrency", "256", "--state", await state(), "-q"];
  await measure([...command, "send", folder, "--to", broker.url, ...window]);
  const arrivedAtMs = [...(await service.takeArrivals()).values()].toSorted((a, b) => a - b);
  if (arrivedAtMs.length !== frames) throw new Error(`${arrivedAtMs.length} of ${frames} came`);
  return steadyRate(arrivedAtMs);
}

/** Events a second from the first tenth to the last, so that neither a start nor an end counts. @param atMs sorted. */
export function steadyRate(atMs: readonly number[]): number {
  const [from, to] = [Math.floor(atMs.length * 0.1), Math.floor(atMs.length * 0.9)];
  return ((to - from) * 1000) / ((atMs[to] ?? Number.NaN) - (atMs[from] ?? Number.NaN));
}

const START_UP_MS = 3000;
