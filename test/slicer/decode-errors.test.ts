import { appendFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FfmpegLog } from "../../src/slicer/ffmpeg-log.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";
import { noisyBroadcast } from "../support/videos/noisy-broadcast.ts";
import { slice } from "../support/stages/sliced.ts";

describe("frames that do not decode", () => {
  test("make the end of a video incomplete when they are more than one in a hundred, by share and count", async () => {
    await using folder = await temporaryFolder();
    const { report, names } = await slice(await noisyBroadcast(folder, 30), folder.path);
    expect(report.decodeErrors).toBeGreaterThan(2);
    expect(report.problem).toMatchObject({ code: "ERR_VIDEO_UNREADABLE", kind: "source" });
    expect(report.problem?.message).toMatch(
      new RegExp(
        `^noisy.ts is incomplete: ${report.decodeErrors} of 2\\d\\d frames could not be decoded, or only in part \\([\\d.]+ %\\)$`,
        "u",
      ),
    );
    expect(report.problem?.remedy).toContain("`maxDecodeErrors`");
    expect(names).toHaveLength(report.frameCount);
  });

  test.each([1000, "100%"] as const)(
    "are a warning where %s of them are allowed",
    async (maxDecodeErrors) => {
      await using folder = await temporaryFolder();
      const { report } = await slice(await noisyBroadcast(folder, 30), folder.path, {
        maxDecodeErrors,
      });
      expect(report.problem).toBeNull();
      expect(report.warnings[0]).toContain(`${report.decodeErrors} of 2`);
    },
  );

  test("count among all frames of the video, also where few are taken", async () => {
    await using folder = await temporaryFolder();
    const video = await noisyBroadcast(folder, 30);
    const [all, fifth, slow] = await Promise.all([
      slice(video, folder.path),
      slice(video, folder.path, { every: 5 }),
      slice(video, folder.path, { fps: 5 }),
    ]);
    const total = ({ report }: typeof all): number =>
      Number(/ of (\d+) frames/u.exec(report.problem?.message ?? "")?.[1]);
    expect(Math.abs(total(fifth) - total(all))).toBeLessThanOrEqual(5);
    expect(Math.abs(total(slow) - total(all))).toBeLessThanOrEqual(5);
  });

  test("are none in a sound video", async () => {
    await using folder = await temporaryFolder();
    const { report } = await slice(await noisyBroadcast(folder, 0), folder.path, {
      maxDecodeErrors: 0,
    });
    expect(report).toMatchObject({ decodeErrors: 0, problem: null, warnings: [], frameCount: 200 });
  });
});

describe.each(["64x48", "96x72"])("a chained Ogg file whose second link is %s", (size) => {
  test("gives the frames of both, though ffmpeg cannot reconfigure with several threads", async () => {
    await using folder = await temporaryFolder();
    const theora = (quality: string): string[] => ["-c:v", "libtheora", "-q:v", quality];
    const whole = join(folder.path, "chained.ogv");
    await ffmpeg(folder.path, ...testPicture("64x48", 0.9, 10), ...theora("7"), "one.ogv");
    await ffmpeg(folder.path, ...testPicture(size, 0.8, 10), ...theora("9"), "two.ogv");
    await writeFile(whole, await readFile(join(folder.path, "one.ogv")));
    await appendFile(whole, await readFile(join(folder.path, "two.ogv")));
    const { report, names } = await slice(whole, folder.path);
    expect(report).toMatchObject({ frameCount: 17, decodeErrors: 0, problem: null });
    expect(names).toHaveLength(17);
  });
});

describe("the log says how many frames did not decode", () => {
  test.each([
    ["[error] Error while decoding stream #0:0: Invalid data found when processing input", 1],
    [
      "[vist#0:0/h264 @ 0x1] [dec:h264 @ 0x2] [error] Error submitting packet to decoder: Invalid data",
      1,
    ],
    ["[vist#0:0/h264 @ 0x1] [dec:h264 @ 0x2] [error] Decoding error: Invalid data found", 1],
    ["[warning] /v/noisy.ts: corrupt decoded frame in stream 0", 1],
    ["[vist#0:0/h264 @ 0x1] [dec:h264 @ 0x2] [warning] corrupt decoded frame", 1],
    ["[h264 @ 0x1] [info] concealing 90 DC, 90 AC, 90 MV errors in B frame", 1],
    ["[h264 @ 0x1] [error] error while decoding MB 3 4, bytestream -5", 0],
    ["[theora @ 0x1] [error] Header packet passed to frame decoder, skipping", 0],
  ])("in %s", (line, count) => {
    const log = new FfmpegLog();
    log.read(line);
    expect(log.decodeErrorCount).toBe(count);
    log.read("    Last message repeated 3 times");
    expect(log.decodeErrorCount).toBe(4 * count);
  });

  test("once for a picture that is called corrupt, and of which a part was made up", () => {
    const log = new FfmpegLog();
    log.read("[h264 @ 0x1] [info] concealing 90 DC, 90 AC, 90 MV errors in B frame");
    log.read("[h264 @ 0x1] [info] concealing 12 DC, 12 AC, 12 MV errors in B frame");
    log.read("[warning] /v/noisy.ts: corrupt decoded frame in stream 0");
    expect(log.decodeErrorCount).toBe(2);
  });

  test("without those that are headers", () => {
    const log = new FfmpegLog();
    log.read("[theora @ 0x1] [error] Header packet passed to frame decoder, skipping");
    log.read("[error] Error while decoding stream #0:0: Operation not permitted");
    log.read("[error] Error while decoding stream #0:0: Operation not permitted");
    expect(log.decodeErrorCount).toBe(1);
  });
});
