import { describe, expect, test } from "vitest";
import { FfmpegLog } from "../../src/slicer/ffmpeg-log.ts";
import type { FfmpegExit } from "../../src/slicer/ffmpeg-process.ts";
import { findSliceProblem, warningsOf } from "../../src/slicer/slice-problem.ts";
import type { SliceRequest } from "../../src/slicer/slice-length.ts";

const REQUEST: SliceRequest = {
  video: "/v/clip.mkv",
  startSeconds: 0,
  durationSeconds: null,
  fps: null,
  every: 1,
  keyframes: false,
  firstIndex: 0,
  maxDecodeErrors: "1%",
};

/** A log of a video of 4 s with a frame each 40 ms, of which the first `frameCount` came. */
function logOf(frameCount: number, ...lines: readonly string[]): FfmpegLog {
  const log = new FfmpegLog();
  log.read("[info] Input #0, matroska,webm, from 'file:/v/clip.mkv':");
  log.read("[info]   Duration: 00:00:04.00, start: 0.000000, bitrate: 5 kb/s");
  log.read("[info]   Stream #0:0: Video: h264 (High), yuv420p, 320x180, 25 fps, 25 tbr, 1k tbn");
  log.read("[info] Stream mapping:");
  for (let index = 0; index < frameCount; index += 1)
    log.read(`[Parsed_metadata_2 @ 0x1] [info] frame:${index} pts:${index * 40_000} pts_time:0`);
  for (const line of lines) log.read(line);
  return log;
}

function exitOf(frameCount: number, code: number | null = 0): FfmpegExit {
  return { code, signal: code === null ? "SIGKILL" : null, frameCount };
}

describe("a slice is whole", () => {
  test("when ffmpeg ends with 0 at the announced length", () => {
    expect(findSliceProblem(REQUEST, exitOf(100), logOf(100))).toBeNull();
  });

  test("when a decoder stumbles, which is a warning and no more", () => {
    const log = logOf(100, "[h264 @ 0x1] [error] error while decoding MB 3 4, bytestream -5");
    expect(findSliceProblem(REQUEST, exitOf(100), log)).toBeNull();
    expect(warningsOf(log)).toEqual(["h264: error while decoding MB 3 4, bytestream -5"]);
  });

  test("when no more than a part was asked for", () => {
    const request = { ...REQUEST, durationSeconds: 1 };
    expect(findSliceProblem(request, exitOf(25), logOf(25))).toBeNull();
  });
});

describe("a slice is incomplete, and gives its count,", () => {
  test.each([
    ["[matroska,webm @ 0x1] [error] File ended prematurely"],
    ["[mov,mp4,m4a,3gp,3g2,mj2 @ 0x1] [error] stream 0, offset 0x8509: partial file"],
    ["[avi @ 0x1] [warning] Packet corrupt (stream = 0, dts = 51)."],
  ])("when ffmpeg ends with 0 and says %s", (line) => {
    const problem = findSliceProblem(REQUEST, exitOf(60), logOf(60, line));
    expect(problem?.message).toMatch(/^clip\.mkv is incomplete: it ends after 60 frames/u);
    expect(problem?.kind).toBe("source");
  });

  test("when it ends well before the announced length, without a word", () => {
    const problem = findSliceProblem(REQUEST, exitOf(60), logOf(60));
    expect(problem?.message).toContain("4.0 s were announced");
  });

  test.each([
    [{ code: null, signal: "SIGSEGV" }, "ffmpeg crashed with SIGSEGV"],
    // So a shell hands it on.
    [{ code: 134, signal: null }, "ffmpeg crashed with SIGABRT"],
    [{ code: 137, signal: null }, "ffmpeg ended with SIGKILL"],
    [{ code: 234, signal: null }, "ffmpeg ended with code 234"],
  ] as const)("when ffmpeg ended with %j", (exit, words) => {
    const problem = findSliceProblem(REQUEST, { ...exit, frameCount: 60 }, logOf(60));
    expect(problem?.message).toContain(words);
    expect(problem?.remedy?.includes("goes on where it was")).toBe(exit.code !== 234);
  });

  test("when a signal ended ffmpeg", () => {
    const problem = findSliceProblem(REQUEST, exitOf(60, null), logOf(60));
    expect(problem?.message).toContain("ffmpeg ended with SIGKILL");
  });
});

describe("a slice has no frame", () => {
  test.each([
    ["[fatal] Stream map '0:V:0' matches no streams."],
    ["[out#0/image2 @ 0x55] [fatal] Stream map '' matches no streams."],
  ])("for want of a video stream: %s", (line) => {
    const problem = findSliceProblem(REQUEST, exitOf(0, 1), logOf(0, line));
    expect(problem?.code).toBe("ERR_NO_VIDEO_STREAM");
  });

  test("of a playlist, which is not opened by its name", () => {
    const log = new FfmpegLog();
    log.read("[hls,applehttp @ 0x1] [error] Format not on whitelist 'mov,mp4'");
    expect(findSliceProblem(REQUEST, exitOf(0, 1), log)?.code).toBe("ERR_VIDEO_REFUSED");
  });

  test("of another kind of file, which is said to look like one", () => {
    const log = new FfmpegLog();
    log.read("[srt @ 0x1] [error] Format not on whitelist 'mov,mp4'");
    const problem = findSliceProblem(REQUEST, exitOf(0, 1), log);
    expect(problem).toMatchObject({ code: "ERR_VIDEO_UNREADABLE" });
    expect(problem?.message).toContain("looks like srt");
  });
});

test("an ffmpeg that cannot map tones is told from a bad video", () => {
  const line = "[AVFilterGraph @ 0x1] [error] No such filter: 'zscale'";
  expect(findSliceProblem(REQUEST, exitOf(0, 1), logOf(0, line))).toMatchObject({
    code: "ERR_FFMPEG_BROKEN",
    kind: "environment",
    remedy: expect.stringContaining("`toneMap`"),
  });
});

test("lines of ffmpeg that differ in numbers alone are one warning, with their count", () => {
  const lines = ["5 7, bytestream -5", "11 2, bytestream -9", "3 3, bytestream -1"].map(
    (end) => `[h264 @ 0x1] [error] error while decoding MB ${end}`,
  );
  expect(warningsOf(logOf(100, ...lines, "[h264 @ 0x2] [error] no frame!"))).toEqual([
    "h264: error while decoding MB 5 7, bytestream -5 (and 2 more like it)",
    "h264: no frame!",
  ]);
});

test("a full disk is named as the reason of a slice that failed, whatever else went wrong", () => {
  const line = "[image2 @ 0x1] [error] Could not open file : No space left on device";
  expect(findSliceProblem(REQUEST, exitOf(60, 1), logOf(60, line))).toMatchObject({
    code: "ERR_DISK_FULL",
    kind: "environment",
  });
});
