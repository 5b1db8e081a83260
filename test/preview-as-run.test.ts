import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type FrameResult,
  previewFrames,
  type PreviewFramesOptions,
  runVideo,
  sendFiles,
} from "../src/index.ts";
import { temporaryFolder, type TemporaryFolder } from "./support/files/temporary-folder.ts";
import { frameIndexOfImage } from "./support/frames/frame-index-of-image.ts";
import { type SheetFigure, sheetFigures } from "./support/preview/sheet-figures.ts";
import {
  ABOVE_INDEX,
  type BoxSpan,
  motionFolder,
  motionVideo,
} from "./support/selection/motion-frames.ts";
import { type Collector, startCollector } from "./support/services/collector.ts";
import { ffmpeg } from "./support/videos/ffmpeg-made.ts";

const SPANS: readonly BoxSpan[] = [
  [30, 38],
  [60, 63],
];
const CLOCK = "0,0.8,1,0.2";

let home: TemporaryFolder;
beforeAll(async () => {
  home = await temporaryFolder();
  await motionVideo(join(home.path, "clip.mp4"), 80, SPANS);
  const keyframes = ["-c:v", "libx264", "-preset", "ultrafast", "-qp", "10", "-g", "10"];
  await ffmpeg(home.path, "-i", "clip.mp4", ...keyframes, "keyframes.mp4");
  await ffmpeg(home.path, "-i", "clip.mp4", "-c", "copy", "-f", "h264", "raw.h264");
  await motionFolder(join(home.path, "in"), 40, [[10, 13]]);
  await motionFolder(join(home.path, "in/still"), 12, []);
});
afterAll(async () => await home[Symbol.asyncDispose]());

/** Options of a preview that a run has, too. */
type Rules = Omit<PreviewFramesOptions, "sources" | "output" | "maxFrames" | "onProgress">;

/** What has become of a frame: its name, and the rule that leaves it out. */
type Fate = readonly [name: string, rule: string | null];

async function previewed(source: string, rules: Rules) {
  const output = join(home.path, "sheet.html");
  const report = await previewFrames({ ...rules, sources: [source], output, maxFrames: 500 });
  return { report, figures: await sheetFigures(output) };
}

/** The frames that ffmpeg did not leave out by itself, which have no name. */
function fatesOf(figures: readonly SheetFigure[]): readonly Fate[] {
  const named = figures.filter(({ name }) => name !== "");
  return named.map(({ name, rule }) => [name, rule] as const).toSorted(byName);
}

function byName([one]: Fate, [other]: Fate): number {
  return one.localeCompare(other, "en", { numeric: true });
}

/** The indexes that images carry in their pixels, in ascending order. */
async function indexesIn(images: readonly Uint8Array[]): Promise<readonly number[]> {
  const found = await Promise.all(images.map(async (image) => await frameIndexOfImage(image)));
  return found.map((index) => index ?? Number.NaN).toSorted((one, other) => one - other);
}

function imagesAt({ requests }: Collector): readonly Buffer[] {
  return requests.flatMap(({ parts }) => parts.map(({ bytes }) => bytes));
}

/** Sends to a new service, and gathers what it got and what was told. */
async function sent(
  start: (to: string, state: string) => ReturnType<typeof runVideo>,
  nameOf: (result: FrameResult) => string,
) {
  await using service = await startCollector();
  await using state = await temporaryFolder();
  const run = start(service.url, state.path);
  const fates: Fate[] = [];
  for await (const event of run)
    if (event.type === "frameSettled")
      fates.push([nameOf(event.result), event.result.rule ?? null]);
  const images = imagesAt(service);
  return {
    summary: await run,
    fates: fates.toSorted(byName),
    indexes: await indexesIn(images),
    bytes: images.reduce((sum, { length }) => sum + length, 0),
  };
}

describe("a preview of a video shows as sent what a run sends, and leaves out the same by the same rules", () => {
  const motion = { motion: "1%", regions: [ABOVE_INDEX] } as const;
  const around = { ...motion, preMs: 500, postMs: "1s" } as const;
  test.each<[string, string, Rules, rules: readonly string[]]>([
    ["scenes", "clip.mp4", { scene: 0.02 }, ["scene"]],
    ["similar frames", "clip.mp4", { skipSimilar: "5%" }, ["similar"]],
    ["a sign of life", "clip.mp4", { skipSimilar: "6%", atLeastEveryMs: "2s" }, ["similar"]],
    [
      "similar frames by their images, in a region",
      "clip.mp4",
      { skipSimilar: "2%", ignoreRegions: [CLOCK], atLeastEveryMs: "2s" },
      ["similar"],
    ],
    ["what is around a motion", "clip.mp4", around, ["motion"]],
    [
      "a stack of rules",
      "clip.mp4",
      { ...around, fps: 5, startSeconds: 1, scene: 0.004, skipSimilar: "5%", atLeastEveryMs: "1s" },
      ["scene", "similar", "motion"],
    ],
    [
      "times",
      "clip.mp4",
      { atSeconds: [0.5, 0.6, 0.7, 3.1, 6, 7], skipSimilar: "5%" },
      ["similar"],
    ],
    ["keyframes", "keyframes.mp4", { ...motion, keyframes: true }, ["motion"]],
    ["the nearest keyframe", "keyframes.mp4", { every: "2s", nearestKeyframe: true }, []],
    ["the exact frames, without keyframes", "clip.mp4", { every: "2s", nearestKeyframe: true }, []],
    ["a stream without times", "raw.h264", { ...around, skipSimilar: "5%" }, ["similar", "motion"]],
  ])("%s", async (_, name, rules, skipping) => {
    const source = join(home.path, name);
    const { report, figures } = await previewed(source, rules);
    const run = await sent(
      (to, state) => runVideo({ ...rules, video: source, to, state }),
      ({ index }) => `#${index}`,
    );
    expect(run.summary.delivered).toBeGreaterThan(1);
    expect(Object.keys(report.skippedBy)).toEqual(skipping);
    const { delivered, landed, skippedBy } = run.summary;
    expect(report).toMatchObject({ sent: delivered, shown: landed, complete: true });
    expect(report.skippedBy).toEqual(skippedBy);
    expect(fatesOf(figures)).toEqual(run.fates);
    const pictures = figures.filter(({ rule }) => rule === null).map(({ jpeg }) => jpeg);
    expect(await indexesIn(pictures)).toEqual(run.indexes);
    expect([report.bytes, report.requests, report.isExact]).toEqual([run.bytes, delivered, true]);
  });
});

describe("a preview of images shows as sent what is sent, and leaves out the same by the same rules", () => {
  const similar = { skipSimilar: "2%", ignoreRegions: [CLOCK] } as const;
  test.each<[string, Rules, rules: readonly string[]]>([
    ["similar frames", similar, ["similar"]],
    ["a sign of life", { ...similar, atLeastEveryMs: "2s", order: "name" }, ["similar"]],
    ["motion in a region", { motion: "1%", regions: [ABOVE_INDEX], preMs: "300ms" }, ["motion"]],
    ["a stack of rules", { ...similar, motion: "1%" }, ["similar", "motion"]],
    ["no rule", {}, []],
  ])("%s", async (_, rules, skipping) => {
    const source = join(home.path, "in");
    const { report, figures } = await previewed(source, rules);
    const run = await sent(
      (to, state) => sendFiles({ ...(rules as object), paths: [source], to, state }),
      ({ frame }) => frame,
    );
    expect(Object.keys(report.skippedBy)).toEqual(skipping);
    const { delivered, landed, skippedBy } = run.summary;
    expect(report).toMatchObject({ sent: delivered, shown: landed, bytes: run.bytes });
    expect(report.skippedBy).toEqual(skippedBy);
    expect(fatesOf(figures)).toEqual(run.fates);
  });
});
