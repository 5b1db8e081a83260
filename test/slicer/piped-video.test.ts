import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";
import { slice, slicePiped, type Sliced } from "../support/stages/sliced.ts";

let home: TemporaryFolder;
beforeAll(async () => {
  home = await temporaryFolder();
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

async function images({ folder, names }: Sliced): Promise<readonly Buffer[]> {
  return await Promise.all(names.map(async (name) => await readFile(join(folder, name))));
}

/** What another program writes into a real pipe; Node would throw away what is left in it when that ends. */
function piped(path: string): Readable {
  const cat = spawn("cat", [path], { stdio: ["ignore", "pipe", "inherit"] });
  return cat.stdout.pipe(new PassThrough());
}

async function made(name: string, ...words: readonly string[]): Promise<string> {
  const path = join(home.path, name);
  await ffmpeg(home.path, ...testPicture("64x48", 2, 10), ...words, path);
  return path;
}

const BT709 = ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"];

describe("a video from a pipe has the very frames and times that its file has,", () => {
  test.each([
    ["bt709.mkv", BT709],
    ["bt709.ts", BT709],
    ["fast.mp4", [...BT709, "-movflags", "+faststart"]],
    ["fragments.mp4", [...BT709, "-movflags", "+frag_keyframe+empty_moov"]],
    ["small.webm", ["-c:v", "libvpx", "-deadline", "realtime"]],
    ["raw.mjpeg", []],
    ["theora.ogv", ["-c:v", "libtheora"]],
  ])("as %s", async (name, words) => {
    const path = await made(name, ...words);
    const byPipe = await slicePiped(piped(path), home.path);
    const byFile = await slice(path, home.path);
    expect(byPipe.report).toMatchObject({ problem: null, frameCount: 20 });
    expect(byPipe.times).toEqual(byFile.times);
    expect(await images(byPipe)).toEqual(await images(byFile));
  });

  test("also a part of it, where nobody can seek", async () => {
    const path = await made("part.mkv", "-g", "5");
    const part = { startSeconds: 1, durationSeconds: 0.5 };
    const byPipe = await slicePiped(piped(path), home.path, part);
    const byFile = await slice(path, home.path, part);
    expect(byFile.times).toHaveLength(5);
    expect(byPipe.times).toEqual(byFile.times);
    expect(await images(byPipe)).toEqual(await images(byFile));
    expect(byPipe.report.isWantedPart).toBe(true);
  });

  test("also one that trickles in, of which ffmpeg learns the header before its end", async () => {
    const path = await made("slow.ts", ...BT709);
    const bytes = await readFile(path);
    const slow = Readable.from(
      (async function* () {
        for (let at = 0; at < bytes.length; at += 700) {
          yield bytes.subarray(at, at + 700);
          await new Promise(setImmediate);
        }
      })(),
      { objectMode: false },
    );
    const byPipe = await slicePiped(slow, home.path);
    expect(await images(byPipe)).toEqual(await images(await slice(path, home.path)));
  });
});

test("a last frame that is shown long is no early end in a pipe either", async () => {
  const path = join(home.path, "long.mkv");
  const long = ["-vf", "setpts='if(eq(N,9),60/TB,N*0.1/TB)'", "-vsync", "passthrough"];
  await ffmpeg(home.path, ...testPicture("64x48", 1, 10), ...long, path);
  expect((await slicePiped(piped(path), home.path)).report.problem).toBeNull();
});

describe("a pipe that does not bring a whole video", () => {
  test("is an error at once if it is an mp4 whose index lies at its end", async () => {
    const path = await made("index-last.mp4");
    await expect(slicePiped(piped(path), home.path)).rejects.toMatchObject({
      code: "ERR_VIDEO_UNREADABLE",
      message: expect.stringContaining("index lies at its end"),
      remedy: expect.stringContaining("name the file itself"),
    });
  });

  test("is an error if it brings nothing at all", async () => {
    await expect(slicePiped(Readable.from([]), home.path)).rejects.toMatchObject({
      message: "standard input ended before the first byte of a video",
    });
    await expect(slicePiped(createReadStream(home.path), home.path)).rejects.toMatchObject({
      message: expect.stringMatching(/^standard input cannot be read: /u),
    });
  });

  test("is incomplete if its writer ends early", async () => {
    const path = fixtureVideoPath("late-start.mkv");
    const half = Math.floor((await stat(path)).size / 2);
    const { report } = await slicePiped(createReadStream(path, { end: half }), home.path);
    expect(report.frameCount).toBeGreaterThan(0);
    expect(report.problem).toMatchObject({
      code: "ERR_VIDEO_UNREADABLE",
      message: expect.stringMatching(/^standard input is incomplete: /u),
    });
  });

  test("is incomplete if it breaks, with the reason", async () => {
    const path = await made("breaks.ts");
    const stream = new PassThrough();
    stream.write(await readFile(path));
    const slicing = slicePiped(stream, home.path);
    // Not before ffmpeg has told its header, and has been fed.
    await expect.poll(() => stream.readableLength).toBe(0);
    stream.destroy(Object.assign(new Error("read EIO"), { code: "EIO" }));
    const { report } = await slicing;
    expect(report.problem).toMatchObject({
      code: "ERR_VIDEO_UNREADABLE",
      message: expect.stringMatching(/^standard input (?:could not be read on|cannot be read)/u),
    });
  });

  test("is left when the wanted part is over, so that its writer learns of it", async () => {
    const path = fixtureVideoPath("late-start.mkv");
    const endless = new PassThrough();
    createReadStream(path).pipe(endless, { end: false });
    const { report } = await slicePiped(endless, home.path, { durationSeconds: 0.2 });
    expect(report).toMatchObject({ problem: null, isWantedPart: true });
    expect(endless.destroyed).toBe(true);
  });
});
