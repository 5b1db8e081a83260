import { resolve } from "node:path";
import { drawingTimes, type FoundFrame } from "../../annotate/drawing-times.ts";
import { videoFormatOf } from "../../annotate/video-format.ts";
import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { NamedFrame } from "../../export/export-frame.ts";
import { checkVideoFile } from "../../slicer/check-video-file.ts";
import { findFfmpeg } from "../../slicer/find-ffmpeg.ts";
import { firstPicture } from "../../slicer/first-picture.ts";
import { checkOutputs, IMAGES } from "../paths/check-outputs.ts";
import type { AnnotateReport } from "./annotate-report.ts";
import { type Annotation, foundFrames } from "./annotation.ts";
import { sentImageSize } from "./sent-image-size.ts";
import { usualGapSeconds } from "./usual-gap.ts";
import { writeVideo } from "./write-video.ts";

/** Draws what was found on each picture of a video. @throws FrameferryError, and the reason of the signal. */
export async function annotateVideo(work: Annotation): Promise<AnnotateReport> {
  const { options, set, scratch, signal } = work;
  const { source, output, overwrite } = options;
  const format = videoFormatOf(output);
  const named = { flag: option("output"), path: output, kind: "video", overwrite } as const;
  checkOutputs([named], { files: [source, ...set.files], folders: [], frames: IMAGES });
  await checkVideoFile(source);
  const ffmpeg = await findFfmpeg(options.ffmpeg, signal);
  const picture = await firstPicture(ffmpeg.path, source, signal);
  const imageSize = options.imageSize ?? (await sentImageSize(set, signal)) ?? picture.size;
  const found = await foundFrames(work, {
    sizeOf: async () => imageSize,
    drawsOnImages: false,
  });
  const counts = countFrames(found.frames(), imageSize);
  if (counts.timed === 0) throw timeless(source);
  const holdSeconds = holdOf(options.holdMs, usualGapSeconds(scratch, found.sources));
  const { frames, warnings } = await writeVideo(
    {
      times: () => drawingTimes(timedFrames(found.frames()), holdSeconds),
      ...{ ffmpeg, source, target: resolve(output), format, overwrite },
      ...{ picture, imageSize, listen: work.listen },
    },
    signal,
  );
  return {
    ...{ output: resolve(output), isVideo: true, frames, missing: 0, failed: 0 },
    ...{ results: counts.delivered, drawn: counts.drawn, detections: counts.detections },
    warnings: [...warnings, ...misplaced(counts, imageSize)],
  };
}

function holdOf(holdMs: number | null, gapSeconds: number | null): number {
  if (holdMs !== null) return holdMs / 1000;
  return gapSeconds === null ? ONLY_FRAME_SECONDS : 2 * gapSeconds;
}

/** How long a drawing stays if there is no other result that tells how often there is one. */
const ONLY_FRAME_SECONDS = 1;

/** A failed frame says nothing, and changes nothing. */
function* timedFrames(frames: Iterable<NamedFrame>): Iterable<FoundFrame> {
  for (const { ptsSeconds, isDelivered, findings, text } of frames)
    if (ptsSeconds !== null && isDelivered) yield { ptsSeconds, findings, text };
}

interface FrameCounts {
  readonly timed: number;
  readonly delivered: number;
  readonly drawn: number;
  readonly detections: number;
  /** Boxes that lie outside of the image. */
  readonly outside: number;
}

function countFrames(frames: Iterable<NamedFrame>, size: PixelSize): FrameCounts {
  let [timed, delivered, drawn, detections, outside] = [0, 0, 0, 0, 0];
  for (const { ptsSeconds, isDelivered, findings, text } of frames) {
    if (ptsSeconds === null) continue;
    timed += 1;
    if (isDelivered) delivered += 1;
    detections += findings.length;
    if (findings.length > 0 || (text ?? "").trim() !== "") drawn += 1;
    for (const { box } of findings) if (box !== null && isOutside(box, size)) outside += 1;
  }
  return { timed, delivered, drawn, detections, outside };
}

function isOutside(
  box: NonNullable<NamedFrame["findings"][number]["box"]>,
  size: PixelSize,
): boolean {
  return box.x + box.width > size.width * TOLERANCE || box.y + box.height > size.height * TOLERANCE;
}

/** Services round, and a box may leave its image a little. */
const TOLERANCE = 1.05;

/** Boxes in the pixels of larger images cannot be told from wrong ones. */
function misplaced({ outside }: FrameCounts, { width, height }: PixelSize): readonly string[] {
  if (outside === 0) return [];
  return [
    `${formatCount(outside, "box leaves", "boxes leave")} an image of ${width}x${height}; if the images that were sent had another size, say so with ${option("imageSize")}`,
  ];
}

function timeless(source: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the results of ${source} have no times in the video, so that nobody can tell on which pictures to draw`,
    remedy: "send a video in a container with times, such as .mp4 or .mkv, and annotate that",
  });
}
