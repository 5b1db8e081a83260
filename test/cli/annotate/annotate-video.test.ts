import { execFile } from "node:child_process";
import { copyFileSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { FrameResult } from "../../../src/index.ts";
import { labelColor } from "../../../src/pictures/label-color.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { type CommandExit, PROGRAM, startProgram } from "../../support/program/command-run.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { runMainIn } from "../../support/program/run-main.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { ffmpeg, probedTimes, testPicture } from "../../support/videos/ffmpeg-made.ts";

const run = promisify(execFile);

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const at = (name: string): string => join(folder.path, name);

async function annotate(...words: readonly string[]): Promise<CommandExit> {
  const line = [...PROGRAM, "annotate", ...words];
  return await startProgram(line, at("state"), { cwd: folder.path }).ended;
}

const BOX = { x: 40, y: 60, width: 120, height: 80 };
const LABEL = "person";

/** A result at a time, with or without the box. */
function resultAt(index: number, ptsSeconds: number | null, hasBox: boolean): FrameResult {
  const detections = hasBox ? [{ label: LABEL, confidence: 0.9, box: BOX }] : [];
  const frame = `frame_${String(index).padStart(8, "0")}.jpg`;
  return sampleResult({ index, frame, ptsSeconds, predictions: { detections } });
}

function writeResults(results: readonly FrameResult[], name = "a.jsonl"): void {
  writeFileSync(at(name), results.map((result) => `${JSON.stringify(result)}\n`).join(""));
}

interface Decoded {
  /** Of each picture, in seconds. */
  readonly times: readonly number[];
  /** For each picture whether the left edge of the box has the color of the label. */
  readonly boxes: readonly boolean[];
}

/** Decodes a video to a spot of the plate above the box, left of its text. */
async function decoded(name: string): Promise<Decoded> {
  const crop = `crop=2:8:${BOX.x}:${BOX.y - 12}`;
  const words = [
    "-nostdin",
    "-v",
    "error",
    "-i",
    at(name),
    "-vf",
    crop,
    "-fps_mode",
    "passthrough",
  ];
  const output = ["-pix_fmt", "rgb24", "-f", "rawvideo", "-"];
  const { stdout } = await run("ffmpeg", [...words, ...output], {
    encoding: "buffer",
    maxBuffer: 1 << 28,
  });
  const times = await probedTimes(at(name));
  expect(stdout).toHaveLength(times.length * SPOT_BYTES);
  const boxes = times.map((_, number) =>
    isPlate(stdout.subarray(number * SPOT_BYTES, (number + 1) * SPOT_BYTES)),
  );
  return { times, boxes };
}

const SPOT_BYTES = 2 * 8 * 3;

/** True if pixels are of the color of the label, as far as an encoder keeps it. */
function isPlate(pixels: Buffer): boolean {
  const mean = [0, 1, 2].map((channel) => {
    const values = [...pixels].filter((_, place) => place % 3 === channel);
    return values.reduce((sum, value) => sum + value, 0) / values.length;
  });
  return Math.hypot(...mean.map((value, channel) => value - (wanted[channel] ?? 0))) < 50;
}

const wanted = [
  ...(await sharp(
    Buffer.from(
      `<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"><rect width="1" height="1" fill="${labelColor(LABEL)}"/></svg>`,
    ),
  )
    .removeAlpha()
    .raw()
    .toBuffer()),
];

describe("a video", () => {
  // Rotated, late and of a variable rate: the box is on the pictures that have it, and on no other.
  test.each(["cfr.mp4", "vfr.mp4", "late-start.mkv", "rotated.mp4"])(
    "%s has the box on exactly the pictures that it was found in, at their times",
    async (name) => {
      copyFileSync(fixtureVideoPath(name), at(name));
      const times = await probedTimes(at(name));
      const hasBox = (index: number): boolean => index % 7 < 3;
      writeResults(
        times.map((time, index) => ({ ...resultAt(index, time, hasBox(index)), source: name })),
      );
      const exit = await annotate(name, "--results", "a.jsonl", "-o", "out.mp4");
      expect(exit).toMatchObject({ exitCode: 0 });
      const { times: drawnTimes, boxes } = await decoded("out.mp4");
      const begun = (all: readonly number[]) => all.map((time) => time - (all[0] ?? 0));
      expect(drawnTimes).toHaveLength(times.length);
      for (const [index, time] of begun(drawnTimes).entries())
        expect(time).toBeCloseTo(begun(times)[index] ?? Number.NaN, 3);
      expect(boxes).toEqual(times.map((_, index) => hasBox(index)));
      expect(readdirSync(folder.path).toSorted()).toEqual(["a.jsonl", name, "out.mp4"].toSorted());
    },
  );

  test("keeps a drawing until the next result, and at most as long as --hold says", async () => {
    await ffmpeg(folder.path, ...testPicture("320x180", 6, 10), "clip.mp4");
    const results = [resultAt(0, 1, true), resultAt(1, 2, false), resultAt(2, 3, true)];
    writeResults(results);
    await annotate("clip.mp4", "--results", "a.jsonl", "-o", "usual.mp4");
    const usual = await decoded("usual.mp4");
    const shown = (from: number, to: number) => (time: number) =>
      time > from - 0.01 && time < to - 0.01;
    const isUsual = (time: number) => shown(1, 2)(time) || shown(3, 5)(time);
    expect(usual.boxes).toEqual(usual.times.map(isUsual));
    await annotate("clip.mp4", "--results", "a.jsonl", "--hold", "500ms", "-o", "short.mkv");
    const short = await decoded("short.mkv");
    const isShort = (time: number) => shown(1, 1.5)(time) || shown(3, 3.5)(time);
    expect(short.boxes).toEqual(short.times.map(isShort));
  });

  test("has only the labels and the confidence that are asked for", async () => {
    await ffmpeg(folder.path, ...testPicture("320x180", 1, 10), "clip.mp4");
    writeResults([resultAt(0, 0, true)]);
    for (const words of [
      ["--label", "cat"],
      ["--min-confidence", "95%"],
    ]) {
      const { exitCode, stderr } = await annotate(
        ...["clip.mp4", "--results", "a.jsonl", "-o", "out.webm", "--overwrite", ...words],
      );
      expect(stderr).toMatch(
        /^■ 10 frames written to out\.webm, with 0 detections of 1 result drawn/u,
      );
      expect(exitCode).toBe(0);
      expect((await decoded("out.webm")).boxes).not.toContain(true);
    }
  });

  test("has boxes in the pixels of the images that were sent, if their size is said", async () => {
    await ffmpeg(folder.path, ...testPicture("640x360", 1, 10), "clip.mp4");
    const half = { x: 20, y: 30, width: 60, height: 40 };
    const detections = [{ label: LABEL, confidence: 0.9, box: half }];
    writeResults([sampleResult({ predictions: { detections } })]);
    const words = ["--results", "a.jsonl", "--image-size", "320x180", "--hold", "1s"];
    await annotate("clip.mp4", ...words, "-o", "out.mp4");
    expect((await decoded("out.mp4")).boxes).not.toContain(false);
    await annotate("clip.mp4", "--results", "a.jsonl", "--hold", "1s", "-o", "wrong.mp4");
    expect((await decoded("wrong.mp4")).boxes).not.toContain(true);
  });

  test("keeps its sound, encoded anew only where the container does not take it", async () => {
    const sound = ["-f", "lavfi", "-i", "sine=d=2", "-shortest"];
    await ffmpeg(
      folder.path,
      ...testPicture("320x180", 2, 10),
      ...sound,
      "-c:a",
      "aac",
      "clip.mp4",
    );
    await ffmpeg(
      folder.path,
      ...testPicture("320x180", 2, 10),
      ...sound,
      "-c:a",
      "pcm_s16le",
      "raw.mkv",
    );
    writeResults([resultAt(0, 0, true), { ...resultAt(0, 0, true), source: "raw.mkv" }]);
    const kept = await annotate("clip.mp4", "--results", "a.jsonl", "-o", "kept.mp4");
    expect(kept).toMatchObject({ exitCode: 0 });
    expect(await packetsOfSound("kept.mp4")).toBe(await packetsOfSound("clip.mp4"));
    const encoded = await annotate("raw.mkv", "--results", "a.jsonl", "-o", "encoded.mp4");
    expect(encoded).toMatchObject({ exitCode: 0 });
    const { stdout } = await run("ffprobe", [
      ...["-v", "error", "-show_entries", "stream=codec_name", "-of", "csv=p=0", at("encoded.mp4")],
    ]);
    expect(stdout.trim().split("\n").toSorted()).toEqual(["aac", "h264"]);
  });

  test("of odd sides is made even, and has no line of another's", async () => {
    await ffmpeg(folder.path, ...testPicture("321x181", 1, 10), "-c:v", "ffv1", "clip.mkv");
    writeResults([{ ...resultAt(0, 0, true), source: "clip.mkv" }]);
    const exit = await annotate("clip.mkv", "--results", "a.jsonl", "-o", "out.mp4");
    expect(exit).toMatchObject({ exitCode: 0 });
    expect((await decoded("out.mp4")).boxes[0]).toBe(true);
  });
});

/** Digest of the sound's packets, which says whether they were copied. */
async function packetsOfSound(name: string): Promise<string> {
  const words = [
    "-v",
    "error",
    "-i",
    at(name),
    "-map",
    "0:a",
    "-c",
    "copy",
    "-f",
    "streamhash",
    "-",
  ];
  return (await run("ffmpeg", words)).stdout;
}

describe("what cannot be annotated is said in one sentence, and leaves nothing:", () => {
  beforeEach(async () => {
    await ffmpeg(folder.path, ...testPicture("320x180", 1, 10), "clip.mp4");
    writeResults([resultAt(0, 0, true)]);
  });

  test.each([
    [
      "results of another video",
      ["other.mp4"],
      2,
      /hold nothing of other\.mp4, but of clip\.mp4.*--recorded-as/su,
    ],
    ["a video without a job", ["clip.mp4", "-o", "x.mp4"], 4, /no job of clip\.mp4 is on record/u],
    ["a source that is not there", ["gone.mp4"], 4, /there is no video, folder or job gone\.mp4/u],
    [
      "a camera",
      ["rtsp://admin:secret@127.0.0.1:8554/yard"],
      2,
      /camera rtsp:\/\/127\.0\.0\.1:8554\/yard cannot be annotated.*do not come again.*--frames/su,
    ],
    [
      "an output that is the video",
      ["clip.mp4", "-o", "clip.mp4", "--overwrite"],
      2,
      /--output cannot be clip\.mp4, which is the source/u,
    ],
    [
      "an output that exists",
      ["clip.mp4", "-o", "there.mp4"],
      2,
      /which exists already.*--overwrite/su,
    ],
    ["an output that is the results", ["clip.mp4", "-o", "a.jsonl"], 2, /does not say its format/u],
    [
      "an output without a known format",
      ["clip.mp4", "-o", "out.xyz"],
      2,
      /does not say its format.*\.mp4/su,
    ],
    [
      "a source that is no video",
      ["text.mp4"],
      4,
      /text\.mp4 is not a video that ffmpeg can read/u,
    ],
    [
      "results that are not there",
      ["clip.mp4", "--results", "no.jsonl"],
      4,
      /there is no results file no\.jsonl/u,
    ],
    ["an image", ["a.jpg"], 2, /name the folder that it lies in/u],
  ])("%s", async (_, words, exitCode, message) => {
    copyFileSync(at("clip.mp4"), at("other.mp4"));
    for (const name of ["text.mp4", "there.mp4", "a.jpg"]) writeFileSync(at(name), `no ${name}`);
    const before = readdirSync(folder.path);
    const isJob = words.includes("x.mp4");
    const results = isJob || words.includes("--results") ? [] : ["--results", "a.jsonl"];
    const output = words.includes("-o") ? [] : ["-o", "x.mp4"];
    const source = words[0] === "text.mp4" ? ["--recorded-as", "clip.mp4"] : [];
    const all = [...words, ...results, ...output, ...source];
    const exit = await runMainIn(folder.path, "annotate", ...all);
    expect(exit.stderr).toMatch(message);
    expect(exit.stderr).not.toMatch(/\n\s+at /u);
    expect(exit.exitCode).toBe(exitCode);
    expect(readdirSync(folder.path).filter((name) => name !== "state")).toEqual(before);
    expect(readFileSync(at("there.mp4"), "utf8")).toBe("no there.mp4");
  });

  test("an ffmpeg without the encoder", async () => {
    const script = `#!/bin/sh\ncase "$*" in *libx264*) echo "[error] Unknown encoder 'libx264'" >&2; exit 1;; esac\nexec ffmpeg "$@"\n`;
    writeFileSync(at("poor-ffmpeg"), script, { mode: 0o755 });
    const words = ["--results", "a.jsonl", "-o", "out.mp4", "--ffmpeg", at("poor-ffmpeg")];
    const { exitCode, stderr } = await annotate("clip.mp4", ...words);
    expect(stderr).toMatch(/was built without libx264, which the video out\.mp4 needs/u);
    expect(exitCode).toBe(5);
    expect(existsSync(at("out.mp4"))).toBe(false);
  });
});

test("a video of a job needs no results to be named, and is found by the name of the job as well", async () => {
  await using delivery = await DeliveryCommand.open({
    answer: () => ({
      body: {
        predictions: [
          { label: LABEL, confidence: 0.9, x_min: 40, y_min: 60, x_max: 160, y_max: 140 },
        ],
      },
    }),
  });
  copyFileSync(fixtureVideoPath("cfr.mp4"), delivery.path("clip.mp4"));
  const { summary } = await delivery.run([
    "run",
    "clip.mp4",
    "--fps",
    "1",
    "--protocol",
    "deepstack",
  ]);
  for (const source of ["clip.mp4", summary.job]) {
    const { exitCode, stderr } = await delivery.plain([
      "annotate",
      source,
      "-o",
      `${source}.out.mp4`,
    ]);
    expect(stderr).toMatch(/^✔ 100 frames written to .*, with 4 detections of 4 results drawn/u);
    expect(exitCode).toBe(0);
  }
});
