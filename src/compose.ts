import { homedir } from "node:os";
import { basename, join, resolve } from "node:path";
import { type Clock, systemClock } from "./core/clock.ts";
import { FrameferryError } from "./core/errors.ts";
import type { EventListener } from "./core/events.ts";
import type { FrameResult } from "./core/result.ts";
import type { RunSummary } from "./core/summary.ts";
import type { RunOptions } from "./options/run-options.ts";
import { carryFrames } from "./pipeline.ts";
import { multipart } from "./protocols/multipart.ts";
import { makeParentFolder, ResultsFile } from "./results/results-file.ts";
import { summarise } from "./results/summarise.ts";
import { Tally } from "./results/tally.ts";
import { checkVideoFile, FfmpegSlicer } from "./slicer/ffmpeg-slicer.ts";
import { findFfmpeg } from "./slicer/find-ffmpeg.ts";
import { frameIndexOf } from "./slicer/frame-name.ts";
import { type FramesFolder, openKeptFolder, openSpool } from "./slicer/frames-folder.ts";
import { BodyBuffers } from "./submitter/body-buffers.ts";
import { FrameSender } from "./submitter/frame-sender.ts";
import { HttpConnections } from "./submitter/http-connections.ts";
import { HttpSubmitter } from "./submitter/http-submitter.ts";
import { ImageReader } from "./submitter/read-image.ts";
import type { StopSignals } from "./submitter/submitter.ts";
import { FolderWatcher } from "./watcher/folder-watcher.ts";

/** Who follows a run. */
export interface RunFollower {
  readonly emit: EventListener;
  /** Resolves when the follower can take more; a frame keeps its slot until then. */
  readonly room?: () => Promise<void>;
  /** Gets each line that ffmpeg logs. */
  readonly onFfmpegLine?: (line: string) => void;
}

/**
 * Runs the whole path for one video.
 *
 * @throws FrameferryError when nothing could be carried; a video that ends early is told in the summary.
 */
export async function runVideo(
  options: RunOptions,
  follower: RunFollower,
  signals: StopSignals,
): Promise<RunSummary> {
  const clock = systemClock;
  const startedMs = clock.nowMs();
  const slicer = await slicerFor(options, follower.onFfmpegLine);
  const places = runPlaces(options);
  const folder = await openFramesFolder(options, places.spool);
  await makeParentFolder(places.results);
  await using results = await ResultsFile.open(places.results);
  await using watcher = new FolderWatcher(
    folder.path,
    (name) => frameIndexOf(name) !== null,
    clock,
  );
  await using submitter = submitterFor(options, clock);
  const tally = new Tally();
  const listen: EventListener = (event) => {
    tally.listen(event);
    follower.emit(event);
  };
  const record = async (result: FrameResult): Promise<void> => {
    await results.record(result);
    await follower.room?.();
  };
  const parts = { source: options.video, slicer, folder, watcher, submitter, record };
  try {
    const { problem, frameCount, warnings } = await carryFrames(parts, listen, signals);
    if (problem !== null && frameCount === 0) throw problem;
    for (const warning of warnings) follower.emit({ type: "warningRaised", message: warning });
    await results.close();
    return summarise(tally, {
      sliced: frameCount,
      sliceProblem: problem,
      isInterrupted: signals.drain.aborted,
      durationMs: clock.nowMs() - startedMs,
      resultsPath: results.path,
      framesPath: folder.path,
    });
  } finally {
    await folder.close(tally.outcomes.failed);
  }
}

/** The slicer of a run, made of checked parts. @throws FrameferryError for a bad video or ffmpeg. */
export async function slicerFor(
  options: RunOptions,
  onFfmpegLine?: (line: string) => void,
): Promise<FfmpegSlicer> {
  refuseSenselessOptions(options);
  await checkVideoFile(options.video);
  return new FfmpegSlicer(options, await findFfmpeg(options.ffmpegPath), onFfmpegLine);
}

function submitterFor(options: RunOptions, clock: Clock): HttpSubmitter {
  const { to, field, concurrency, timeoutMs } = options;
  const buffers = new BodyBuffers(concurrency);
  const connections = new HttpConnections(to, concurrency, timeoutMs);
  const sender = new FrameSender(
    new ImageReader(buffers),
    buffers,
    multipart({ field }),
    connections,
  );
  return new HttpSubmitter(sender, options, clock, Math.random);
}

async function openFramesFolder(options: RunOptions, spool: string): Promise<FramesFolder> {
  return options.framesFolder === null
    ? await openSpool(spool)
    : await openKeptFolder(options.framesFolder);
}

/** Where a run keeps its spool and its results. */
export interface RunPlaces {
  readonly spool: string;
  readonly results: string;
}

/** A folder of its own for every run, named after its beginning and its video. */
export function runPlaces(options: RunOptions, now: Date = new Date()): RunPlaces {
  const stamp = now.toISOString().replaceAll(":", "-").replace("Z", "");
  const folder = join(
    stateFolder(options.stateFolder),
    "runs",
    `${stamp}-${basename(options.video)}`,
  );
  return {
    spool: join(folder, "frames"),
    results: resolve(options.resultsFile ?? join(folder, "results.jsonl")),
  };
}

/** The state folder, by the XDG base directory specification where none is named. */
export function stateFolder(named: string | null): string {
  if (named !== null) return resolve(named);
  return join(process.env["XDG_STATE_HOME"] || join(homedir(), ".local", "state"), "frameferry");
}

function refuseSenselessOptions({ format, quality }: RunOptions): void {
  if (format !== "png" || quality === null) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: "a quality makes no sense for png, which is lossless",
    remedy: "leave the quality out, or choose jpg or webp",
  });
}
