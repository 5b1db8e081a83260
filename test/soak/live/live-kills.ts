import { setTimeout as sleep } from "node:timers/promises";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { seededRandom } from "../../support/samples/seeded-random.ts";
import { CameraLives, type Downtime } from "./camera-lives.ts";
import { IndexService } from "./index-service.ts";
import { endLiveRun, type LiveExit, startLiveRun } from "./live-run.ts";

/** A run whose camera was killed and started again and again. */
export interface LiveKills extends LiveExit {
  readonly seconds: number;
  /** Each kill, to the moment at which the camera was ready again. */
  readonly downtimes: readonly Downtime[];
  /** Indexes in the pixels of what came, in that order. */
  readonly indexes: readonly number[];
  readonly unreadable: number;
}

/** A connection that has brought frames for 10 s is a success; after shorter ones, pauses become longer. */
const UP_MS = [11_000, 14_000] as const;
const DOWN_MS = [200, 3000] as const;
const SEED = 18;

/** @param signal ends it. */
export async function liveKills(kills: number, signal: AbortSignal): Promise<LiveKills> {
  await using folder = await temporaryFolder();
  await using service = await IndexService.start();
  await using camera = await CameraLives.start();
  const random = seededRandom(SEED);
  const between = async ([fromMs, toMs]: readonly [number, number]): Promise<void> =>
    await sleep(fromMs + random() * (toMs - fromMs), undefined, { signal });
  const startedMs = performance.now();
  await using run = startLiveRun({ url: camera.url, to: service.url, folder: folder.path });
  for (let kill = 0; kill < kills; kill += 1) {
    await framesAfter(service, signal);
    await between(UP_MS);
    await camera.killAndStart(async () => await between(DOWN_MS));
  }
  await framesAfter(service, signal);
  await sleep(2000, undefined, { signal });
  const exit = await endLiveRun(run, folder.path);
  const { indexes, unreadable } = service;
  const seconds = (performance.now() - startedMs) / 1000;
  return { ...exit, seconds, downtimes: camera.downtimes, indexes, unreadable };
}

/** Waits for a frame that comes from now on. @throws Error if none does within two minutes. */
async function framesAfter({ indexes }: IndexService, signal: AbortSignal): Promise<void> {
  const before = indexes.length;
  const patience = AbortSignal.any([signal, AbortSignal.timeout(120_000)]);
  while (indexes.length === before) await sleep(50, undefined, { signal: patience });
}
