import { join } from "node:path";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import {
  type FrameResult,
  type RunVideoOptions,
  type RequestEnded,
  runVideo,
  type RunSummary,
} from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { landedIn } from "../../support/frames/frame-maker.ts";
import { judge, type Judgment } from "../judge/judge.ts";
import type { Exchange } from "../oracle/exchange.ts";
import type { Oracle } from "../oracle/start-oracle.ts";

/** A run that has ended, told by itself, by the oracle and by the judge. */
export interface CarriedRun {
  readonly summary: RunSummary;
  readonly results: readonly FrameResult[];
  readonly requests: readonly RequestEnded[];
  readonly exchanges: readonly Exchange[];
  readonly judgment: Judgment;
}

/**
 * Carries a fixture video of 100 frames, or every n-th of them, to the oracle.
 *
 * @param options `to` is the oracle, unless something stands before it.
 */
export async function carryFixture(
  oracle: Oracle,
  options: Partial<RunVideoOptions> = {},
): Promise<CarriedRun> {
  await using folder = await temporaryFolder();
  const framesFolder = join(folder.path, "frames");
  const run = runVideo({
    video: fixtureVideoPath(CFR_VIDEO.fileName),
    to: oracle.url,
    state: join(folder.path, "state"),
    frames: framesFolder,
    ...options,
  });
  const results: FrameResult[] = [];
  const requests: RequestEnded[] = [];
  for await (const event of run) {
    if (event.type === "frameSettled") results.push(event.result);
    if (event.type === "requestEnded") requests.push(event);
  }
  const exchanges = await oracle.exchanges();
  const landed = await landedIn(framesFolder);
  const client = results.map(({ frame, outcome, reason }) => ({ path: frame, outcome, reason }));
  const judgment = judge({ landed, client, exchanges, freshFrameMs: null });
  return { summary: await run.summary, results, requests, exchanges, judgment };
}
