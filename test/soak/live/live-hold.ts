import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { liveMemoryIn, probedByItself } from "../../faults/process/live-memory.ts";
import { type Levels, levelsOf } from "../../faults/process/levels.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { CameraLives } from "./camera-lives.ts";
import { IndexService } from "./index-service.ts";
import { endLiveRun, type LiveExit, startLiveRun } from "./live-run.ts";
import { TreeSampler } from "./tree-sampler.ts";

/** A long run of a camera that never fails. */
export interface LiveHold extends LiveExit {
  readonly seconds: number;
  readonly indexes: readonly number[];
  readonly unreadable: number;
  /** Of the program and its ffmpeg together. */
  readonly rssBytes: Levels;
  readonly descriptors: Levels;
  readonly threads: Levels;
  readonly processes: Levels;
  /** On the heap of the program and in its buffers, right after a collection of garbage. */
  readonly liveBytes: Levels;
}

/** Looks at a run, over its whole length. */
const LOOKS = 200;

/** @param signal ends it. */
export async function liveHold(seconds: number, signal: AbortSignal): Promise<LiveHold> {
  await using folder = await temporaryFolder();
  await using service = await IndexService.start();
  await using camera = await CameraLives.start();
  const probe = join(folder.path, "live-memory");
  const everyMs = Math.max(500, (seconds * 1000) / LOOKS);
  const place = { url: camera.url, to: service.url, folder: folder.path };
  await using run = startLiveRun(place, probedByItself(probe, everyMs));
  while (service.indexes.length === 0) await sleep(100, undefined, { signal });
  using sampler = new TreeSampler(run.pid, everyMs);
  await sleep(seconds * 1000, undefined, { signal });
  const levels = {
    rssBytes: sampler.levels("rssBytes"),
    descriptors: sampler.levels("descriptors"),
    threads: sampler.levels("threads"),
    processes: sampler.levels("processes"),
    liveBytes: levelsOf(liveMemoryIn(probe)),
  };
  const exit = await endLiveRun(run, folder.path);
  const { indexes, unreadable } = service;
  return { ...exit, seconds, indexes, unreadable, ...levels };
}
