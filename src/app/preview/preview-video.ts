import type { PreviewOptions } from "../../options/preview-options.ts";
import type { SheetFrame } from "../../report/sheet/sheet-facts.ts";
import { checkVideoFile } from "../../slicer/check-video-file.ts";
import { findFfmpegFor, type FfmpegForVideo } from "../../slicer/find-ffmpeg.ts";
import { partByHeader } from "../../slicer/part-of-video.ts";
import { decideOnKeyframes } from "../../slicer/sparse/make-slicer.ts";
import { frameRules } from "../sources/frame-rules.ts";
import { checkFrameRules } from "../sources/left-out-rules.ts";
import { isSelecting } from "../sources/selection-from-options.ts";
import { similarOfLanded, slicingOf } from "../sources/similar-place.ts";
import { wantedFrames } from "../sources/wanted-frames.ts";
import { countFrames } from "./count-frames.ts";
import { estimate, type MeasuredImages } from "./estimate.ts";
import type { TalliedFrame } from "./frame-tally.ts";
import { judgeVideo } from "./judge-video.ts";
import type { Previewed, PreviewParties } from "./preview-parties.ts";
import { type JudgedVideo, type PreviewTask, scratchFolder } from "./preview-task.ts";
import { type TakenPicture, takePictures } from "./take-pictures.ts";

/** Counts the frames of a video that a run would send, and takes pictures of some. */
export async function previewVideo(
  options: PreviewOptions,
  { listen, signal }: PreviewParties,
): Promise<Previewed> {
  const [video = ""] = options.sources;
  const rules = await frameRules({ ...options, video });
  await using scratch = await scratchFolder();
  const { notes, ...task } = await openTask({ ...options, video }, scratch.path, signal);
  const judged = isSelecting(options, similarOfLanded(options))
    ? await judgeVideo(task, options, listen)
    : await countFrames(task, listen);
  const { tally, problem, warnings } = judged;
  if (tally.count === 0 && problem !== null) throw problem;
  const shown = tally.shown(options.maxFrames);
  const pictures = await takePictures(task, shown, listen);
  return {
    rules: rules.map(({ words }) => words),
    ...{ sent: tally.sent, skippedBy: tally.skippedBy },
    frames: shown.map((frame) => sheetFrame(frame, pictures)),
    estimate: estimate(tally.sent, measured(judged, shown, pictures), options),
    warnings: [...(problem === null ? [] : [problem.message]), ...notes, ...warnings],
    complete: problem === null,
  };
}

/** @throws FrameferryError as `checkFrameRules` and `wantedFrames`, and for a video that cannot be read. */
async function openTask(
  options: PreviewOptions & { readonly video: string },
  folder: string,
  signal: AbortSignal,
): Promise<PreviewTask & { readonly notes: readonly string[] }> {
  const { video } = options;
  checkFrameRules(options);
  const wanted = await wantedFrames(options);
  const asked = { ...slicingOf(options), firstIndex: 0, maxDecodeErrors: "1%", wanted } as const;
  await checkVideoFile(video);
  const found: FfmpegForVideo = await findFfmpegFor(video, options.ffmpeg, signal);
  const { settings: slicing, note } = await decideOnKeyframes(asked, found, signal);
  const crop = partByHeader(slicing, found.header, video);
  return { slicing, found, crop, folder, signal, notes: note === null ? [] : [note] };
}

function sheetFrame(
  { place, name, ptsSeconds, leftOutBy }: TalliedFrame,
  pictures: ReadonlyMap<number, TakenPicture>,
): SheetFrame {
  return { name, ptsSeconds, leftOutBy, jpeg: pictures.get(place)?.jpeg ?? null };
}

/** Sizes of images that would be sent: of all, where all were made, or else of those that are shown. */
function measured(
  { tally, sentBytes }: JudgedVideo,
  shown: readonly TalliedFrame[],
  pictures: ReadonlyMap<number, TakenPicture>,
): MeasuredImages {
  if (sentBytes !== null) return { count: tally.sent, bytes: sentBytes };
  const sizes = shown.flatMap(({ place, leftOutBy }) => {
    const picture = leftOutBy === null ? pictures.get(place) : undefined;
    return picture === undefined ? [] : [picture.byteLength];
  });
  return { count: sizes.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
