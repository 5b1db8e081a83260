import { systemClock } from "../../core/concurrency/clock.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { NO_TIME } from "../../core/frame/frame.ts";
import type { PreviewOptions } from "../../options/preview-options.ts";
import type { LandedFile } from "../../watcher/watcher.ts";
import { secondsOfFile, selectorMaker } from "../sources/selection-from-options.ts";
import { unreadablePaths } from "../sources/unreadable-paths.ts";
import { FrameTally, type LeftOutBy, type TalliedFrame } from "./frame-tally.ts";
import type { ImagePaths } from "./image-paths.ts";
import { imageSources } from "./image-sources.ts";
import { judgeFrames, type LandedFrame } from "./judge-frames.ts";
import type { PreviewParties } from "./preview-parties.ts";

/** An image that was decided on. */
export interface TalliedImage extends TalliedFrame, Pick<LandedFile, "path"> {}

/** What has become of images. */
export interface JudgedImages {
  readonly tally: FrameTally<TalliedImage>;
  /** Size of the images that would be sent, in bytes. */
  readonly sentBytes: number;
  readonly warnings: readonly string[];
  /** What could not be looked at, a sentence each. */
  readonly problems: readonly string[];
}

/** Has the rules of `send` decide on all images, those of one source after those of the other. */
export async function judgeImages(
  paths: ImagePaths,
  options: PreviewOptions,
  { listen, signal }: PreviewParties,
): Promise<JudgedImages> {
  const tally = new FrameTally<TalliedImage>();
  let [landedCount, sentBytes] = [0, 0];
  const onDecided = ({ file, place }: LandedImage, leftOutBy: LeftOutBy | null): void => {
    const { path, relativePath: name, byteLength } = file;
    tally.add({ place, name, path, leftOutBy, ptsSeconds: null });
    if (leftOutBy === null) sentBytes += byteLength;
    listen({ stage: "counting", done: tally.count, expected: null });
  };
  const numbered = async function* (
    files: AsyncIterable<LandedFile>,
  ): AsyncGenerator<LandedImage, void, void> {
    for await (const file of files) yield { file, time: NO_TIME, place: landedCount++ };
  };
  const [warnings, troubles]: [string[], string[]] = [[], []];
  const tools = { clock: systemClock, emit: warningsInto(warnings) };
  const makeSelector = await selectorMaker(options, tools, options);
  const sources = imageSources(paths, options, warningsInto(troubles));
  for (const { source, watcher: each, isEndless } of sources) {
    await using watcher = each;
    await watcher.ready(signal);
    const images = numbered(watcher.files(Promise.resolve(), signal));
    const selection = makeSelector({ secondsOf: secondsOfFile, isEndless });
    await judgeFrames(images, { source, ...selection, onDecided }, signal);
  }
  const unreadable = unreadablePaths(sources.map(({ watcher }) => watcher));
  const problems = [...troubles, ...unreadable.map(({ message }) => message)];
  return { tally, sentBytes, warnings, problems };
}

interface LandedImage extends LandedFrame {
  /** Among all images, in the order in which they were found. */
  readonly place: number;
}

function warningsInto(warnings: string[]): EventListener {
  return (event) => {
    if (event.type === "warningRaised") warnings.push(event.message);
  };
}
