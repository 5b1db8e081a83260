import { systemClock } from "../../core/concurrency/clock.ts";
import type { CroppedPart } from "../../core/frame/cropped-part.ts";
import type { PreviewOptions } from "../../options/preview-options.ts";
import { sliceSchema } from "../../options/slice-options.ts";
import { secondsInVideo, selectorMaker } from "../sources/selection-from-options.ts";
import { similarOfLanded } from "../sources/similar-place.ts";
import { judgeFrames, type LandedFrame } from "./judge-frames.ts";
import type { PreviewListener } from "./preview-parties.ts";
import type { JudgedVideo, PreviewTask } from "./preview-task.ts";
import { ScratchSlicing } from "./scratch-slicing.ts";
import { VideoTally } from "./video-tally.ts";
import type { LeftOutBy } from "./frame-tally.ts";

/** Has the rules of a run look at the images that it would make; each is removed when it was looked at. */
export async function judgeVideo(
  task: PreviewTask,
  options: PreviewOptions,
  listen: PreviewListener,
): Promise<JudgedVideo> {
  const { slicing, signal } = task;
  const frames = new VideoTally(listen);
  const { hear: emit, onGated } = frames;
  let sentBytes = 0;
  const onDecided = ({ file, time }: LandedFrame, leftOutBy: LeftOutBy | null): void => {
    frames.decide(time, leftOutBy);
    if (leftOutBy === null) sentBytes += file.byteLength;
  };
  const makeSelector = await selectorMaker(
    options,
    { clock: systemClock, emit },
    similarOfLanded(options),
  );
  await using scratch = await ScratchSlicing.open(task, { emit, onGated });
  const selection = makeSelector({
    secondsOf: secondsInVideo(slicing),
    maxHeldBytes: MAX_HELD_BYTES,
    isEndless: false,
    onRead: async (frame) => await scratch.remove(frame),
  });
  const { video: source } = slicing;
  const images = showing(scratch.images(), task.crop);
  await judgeFrames(images, { source, ...selection, onDecided }, signal);
  const { problem, warnings } = await scratch.report();
  return {
    ...{ tally: frames.tally, sentBytes, problem },
    warnings: [...frames.warnings, ...warnings],
  };
}

/** Says of each image which part of its picture it shows. */
async function* showing(
  images: AsyncIterable<LandedFrame>,
  crop: CroppedPart | null,
): AsyncGenerator<LandedFrame, void, void> {
  for await (const { file, time } of images)
    yield { file, time: crop === null ? time : { ...time, crop } };
}

/** Of a run with the default spool. */
const MAX_HELD_BYTES = (sliceSchema.spoolSizeBytes.default ?? Number.POSITIVE_INFINITY) / 4;
