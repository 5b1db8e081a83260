import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { ffmpegArguments } from "../../src/slicer/ffmpeg-arguments.ts";
import { runFfmpeg } from "../../src/slicer/ffmpeg-process.ts";
import { findFfmpeg } from "../../src/slicer/find-ffmpeg.ts";
import { UNKNOWN_HEADER } from "../../src/slicer/video-header.ts";

const STUBBORN = fileURLToPath(
  new URL("../../fixtures/programs/stubborn-ffmpeg.sh", import.meta.url),
);

test("an ffmpeg that does not care about SIGTERM is killed", async () => {
  const folder = await mkdtemp(join(tmpdir(), "frameferry-stubborn-"));
  const settings = {
    ...{ video: "clip.mp4", fps: null, every: 1, startSeconds: 0 },
    ...{
      durationSeconds: null,
      widthPixels: null,
      heightPixels: null,
      squarePixels: false,
      toneMap: false,
      keyframes: false,
      quality: null,
      firstIndex: 0,
    },
    format: "jpg" as const,
  };
  const stop = new AbortController();
  const stubborn = await findFfmpeg(STUBBORN);
  const lines: string[] = [];
  const onLogLine = (line: string): void => {
    lines.push(line);
    stop.abort();
  };
  const exit = await runFfmpeg(
    stubborn.path,
    ffmpegArguments(settings, { ...stubborn, isOneThread: false, header: UNKNOWN_HEADER }),
    { path: folder, isPrivate: true },
    { onLogLine },
    stop.signal,
  );
  expect(lines[0]).toBe("deaf to SIGTERM");
  expect(exit).toMatchObject({ code: null, signal: "SIGKILL" });
  await rm(folder, { recursive: true, force: true });
});
