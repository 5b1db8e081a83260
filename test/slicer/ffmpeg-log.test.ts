import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { FfmpegLog } from "../../src/slicer/ffmpeg-log.ts";

function readAll(text: string): FfmpegLog {
  const log = new FfmpegLog();
  for (const line of text.split("\n")) log.read(line);
  return log;
}

/** Lines that these releases of ffmpeg wrote about the same file, `late.mkv`: six seconds from 1.5 s on. */
const HEADERS = {
  "4.1": `[info] Input #0, matroska,webm, from 'file:/v/late.mkv':
[info]   Metadata:
[info]     ENCODER         : Lavf59.27.100
[info]   Duration: 00:00:06.00, start: 1.500000, bitrate: 67 kb/s
[info]     Stream #0:0: Video: h264 (High), yuv420p(progressive), 128x96 [SAR 1:1 DAR 4:3], 25 fps, 25 tbr, 1k tbn, 50 tbc
[info]     Metadata:
[info]       DURATION        : 00:00:06.040000000
[info] Stream mapping:
[info]   Stream #0:0 -> #0:0 (h264 (native) -> mjpeg (native))
[info] Output #0, image2, to 'frame_%08d.jpg':
[info]     Stream #0:0: Video: mjpeg, yuvj420p(pc), 128x96 [SAR 1:1 DAR 4:3], q=2-31, 200 kb/s, 60 fps, 1000k tbn, 1000k tbc
[info]     Metadata:
[info]       DURATION        : 00:00:09.000000000`,
  "5.1": `[info] Input #0, matroska,webm, from 'file:/v/late.mkv':
[info]   Metadata:
[info]     encoder         : Lavf
[info]   Duration: 00:00:06.00, start: 1.500000, bitrate: 5 kb/s
[info]   Stream #0:0: Video: h264 (High), yuv420p(tv, progressive), 320x180, 25 fps, 25 tbr, 1k tbn
[info]     Metadata:
[info]       ENCODER         : Lavc libx264
[info]       DURATION        : 00:00:06.040000000
[info] Stream mapping:
[info]   Stream #0:0 -> #0:0 (h264 (native) -> mjpeg (native))
[info] Output #0, image2, to 'frame_%08d.jpg':
[info]   Stream #0:0: Video: mjpeg, yuvj420p(pc), 320x180, q=2-31, 200 kb/s, 60 fps, 1000k tbn`,
  "7.0": `[info] Input #0, matroska,webm, from 'file:/v/late.mkv':
[info]   Metadata:
[info]     encoder         : Lavf
[info]   Duration: 00:00:06.00, start: 1.500000, bitrate: 5 kb/s
[info]   Stream #0:0[0x1](und): Video: h264 (High), yuv420p(tv, progressive), 320x180, 25 fps, 25 tbr, 1k tbn (default)
[info]       Metadata:
[info]         ENCODER         : Lavc libx264
[info]         DURATION        : 00:00:06.040000000
[info] Stream mapping:
[info]   Stream #0:0 -> #0:0 (h264 (native) -> mjpeg (native))
[info] Output #0, image2, to 'frame_%08d.jpg':
[info]   Stream #0:0: Video: mjpeg, yuvj420p(pc, progressive), 320x180, q=2-31, 200 kb/s, 60 fps, 1000k tbn`,
};

describe.each(Object.entries(HEADERS))("the header that ffmpeg %s writes", (_, header) => {
  test("gives length, beginning and rate of the video, and not those of the output", () => {
    expect(readAll(header)).toMatchObject({
      isOpened: true,
      containerSeconds: 6,
      videoSeconds: 6.04,
      startSeconds: 1.5,
      framesPerSecond: 25,
      errors: [],
    });
  });
});

describe("the header of a file", () => {
  test("gives a file with sound another length than its video", () => {
    const log = readAll(`[info] Input #0, mov,mp4,m4a,3gp,3g2,mj2, from 'file:/v/a.mp4':
[info]   Duration: 00:00:06.02, start: 0.000000, bitrate: 74 kb/s
[info]   Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(progressive), 160x120, 25 kb/s, 29.97 fps, 29.97 tbr, 30k tbn (default)
[info]   Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 44100 Hz, mono, fltp, 69 kb/s (default)`);
    expect(log).toMatchObject({
      containerSeconds: 6.02,
      videoSeconds: null,
      framesPerSecond: 29.97,
    });
  });

  test("calls the picture on a cover no video", () => {
    const log = readAll(`[info] Input #0, mp3, from 'file:/v/a.mp3':
[info]   Duration: 00:00:04.05, start: 0.025057, bitrate: 71 kb/s
[info]   Stream #0:0: Audio: mp3, 44100 Hz, mono, fltp, 64 kb/s
[info]   Stream #0:1: Video: png, rgb24(pc), 64x64 [SAR 1:1 DAR 1:1], 90k tbr, 90k tbn (attached pic)`);
    expect(log.framesPerSecond).toBeNull();
  });

  test("gives a rate in thousands as thousands", () => {
    const log = readAll("[info]   Stream #0:0: Video: vp8, yuv420p, 64x64, 1k fps, 1k tbr, 1k tbn");
    expect(log.framesPerSecond).toBe(1000);
  });

  test("leaves a length that nobody knows unknown, and may give a beginning before zero", () => {
    expect(readAll("[info]   Duration: N/A, start: 0.000000, bitrate: N/A").videoSeconds).toBe(
      null,
    );
    expect(
      readAll("[info]   Duration: 01:02:03.50, start: -0.021333, bitrate: 1 kb/s"),
    ).toMatchObject({ containerSeconds: 3723.5, startSeconds: -0.021333 });
  });
});

describe("a frame in the log of ffmpeg", () => {
  const announced = (microseconds: string, at = 0): string =>
    `[Parsed_metadata_2 @ 0x55d9aa] [info] frame:${at}    pts:${microseconds}  pts_time:1.25`;

  test("has the time that is printed, counted from the beginning of the file", () => {
    const log = readAll("[info]   Duration: 00:00:06.00, start: 1.500000, bitrate: 5 kb/s");
    expect(log.read(announced("1250000"))).toEqual({ index: 0, ptsSeconds: 2.75 });
    expect(log.read(announced("1250001", 1))).toEqual({ index: 1, ptsSeconds: 2.750001 });
  });

  test("has no time where the container carries none, and ffmpeg counts one", () => {
    const log = new FfmpegLog();
    log.read("[info] Input #0, hevc, from 'file:/v/raw.265':");
    expect(log.read(announced("80000"))).toEqual({ index: 0, ptsSeconds: null });
    expect(log.lastPtsSeconds).toBe(0.08);
  });

  test("without a time has none, and still counts", () => {
    const log = new FfmpegLog();
    expect(log.read(announced("NOPTS"))).toEqual({ index: 0, ptsSeconds: null });
    expect(log.read(announced("40000", 1))).toEqual({ index: 1, ptsSeconds: 0.04 });
  });

  test("is counted by us, since ffmpeg begins anew when the picture's size changes", () => {
    const log = new FfmpegLog();
    log.read(announced("0", 0));
    log.read(announced("40000", 1));
    expect(log.read(announced("80000", 0))?.index).toBe(2);
  });

  test("keeps its time to the microsecond, far into a video too", () => {
    const microseconds = fc.integer({ min: 0, max: 400_000_000_000 });
    fc.assert(
      fc.property(microseconds, (time) => {
        const { ptsSeconds } = new FfmpegLog().read(announced(String(time))) ?? {};
        expect(Math.round((ptsSeconds ?? Number.NaN) * 1e6)).toBe(time);
      }),
    );
  });

  test("cannot be made up by a file that names its title after one", () => {
    const log = new FfmpegLog();
    const title = announced("0").replace("[info] ", "");
    expect(log.read(`[info]     title           : ${title}`)).toBeNull();
    expect(log.frameCount).toBe(0);
  });

  test("shows the longest pause", () => {
    const log = readAll([0, 40_000, 290_000, 330_000].map((us) => announced(`${us}`)).join("\n"));
    expect(log).toMatchObject({ firstPtsSeconds: 0, lastPtsSeconds: 0.33 });
    expect(log.maxGapSeconds).toBeCloseTo(0.25, 6);
  });
});

describe("the complaints of ffmpeg", () => {
  test("are told apart by who speaks, in each release's way", () => {
    const { errors, warnings } =
      readAll(`[mov,mp4,m4a,3gp,3g2,mj2 @ 0x55d9] [error] moov atom not found
[error] file:/v/a.mp4: Invalid data found when processing input
[in#0 @ 0x7f62] [error] Error opening input: Invalid data found when processing input
[fatal] Stream map '0:V:0' matches no streams.
[out#0/image2 @ 0x55] [fatal] Stream map '' matches no streams.
[swscaler @ 0x55964c] [swscaler @ 0x55964d] [warning] deprecated pixel format used
[matroska,webm @ 0xd5d8] [error] File ended prematurely`);
    expect(errors).toEqual([
      { component: "mov,mp4,m4a,3gp,3g2,mj2", text: "moov atom not found", count: 1 },
      { component: "", text: "file:/v/a.mp4: Invalid data found when processing input", count: 1 },
      {
        component: "in#0",
        text: "Error opening input: Invalid data found when processing input",
        count: 1,
      },
      { component: "", text: "Stream map '0:V:0' matches no streams.", count: 1 },
      { component: "out#0/image2", text: "Stream map '' matches no streams.", count: 1 },
      { component: "matroska,webm", text: "File ended prematurely", count: 1 },
    ]);
    expect(warnings).toEqual([
      { component: "swscaler", text: "deprecated pixel format used", count: 1 },
    ]);
  });

  test("do not fill the memory, however many there are", () => {
    const log = new FfmpegLog();
    for (let at = 0; at < 10_000; at += 1) log.read(`[h264 @ 0x1] [error] trouble ${at}`);
    expect(log.errors).toEqual([{ component: "h264", text: "trouble 0", count: 10_000 }]);
    for (let at = 0; at < 1000; at += 1) log.read(`[h264 @ 0x1] [error] ${"a".repeat(at)}`);
    expect(log.errors.length).toBeLessThan(100);
  });

  test("that ffmpeg says were repeated are counted as often", () => {
    const { errors, warnings } = readAll(`[h264 @ 0x1] [error] no frame at 0x7f at 12
    Last message repeated 3 times
[h264 @ 0x1] [warning] odd
    Last message repeated 1 times
[h264 @ 0x1] [error] no frame at 0xff at 9`);
    expect(errors).toEqual([{ component: "h264", text: "no frame at 0x7f at 12", count: 5 }]);
    expect(warnings).toEqual([{ component: "h264", text: "odd", count: 2 }]);
  });

  test("are read from any line at all", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (line) => {
        new FfmpegLog().read(line);
        new FfmpegLog().read(`[info] ${line}`);
      }),
    );
  });
});
