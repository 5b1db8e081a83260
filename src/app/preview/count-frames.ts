import type { RunEvent } from "../../core/events/run-event.ts";
import { FfmpegSlicer } from "../../slicer/ffmpeg-slicer.ts";
import type { PreviewListener } from "./preview-parties.ts";
import type { JudgedVideo, PreviewTask } from "./preview-task.ts";
import { VideoTally } from "./video-tally.ts";

/** Lets ffmpeg choose the frames without making images of them. */
export async function countFrames(
  { slicing, found, folder, signal }: PreviewTask,
  listen: PreviewListener,
): Promise<JudgedVideo> {
  const frames = new VideoTally(listen);
  const emit = (event: RunEvent): void => {
    frames.hear(event);
    if (event.type === "frameSliced") frames.decide(event, null);
  };
  const slicer = new FfmpegSlicer(
    { ...slicing, countsOnly: true },
    { ...found, onGated: frames.onGated },
  );
  const { problem, warnings } = await slicer.slice(folder, emit, signal);
  signal.throwIfAborted();
  return {
    tally: frames.tally,
    sentBytes: null,
    problem,
    warnings: [...frames.warnings, ...warnings],
  };
}
