import { spawnSync } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { checkVideoFile } from "../../src/slicer/check-video-file.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";
import { slice } from "../support/stages/sliced.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-odd-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

test.each([
  "with blanks and 'quotes' \".mp4",
  "a:b.mp4",
  "http:clip.mp4",
  "%d %08d %%.mp4",
  "--help.mp4",
  "größe 動画 🎞.mp4",
  "a|b;c&d$(e)`f`.mp4",
  "[x],y=z\\.mp4",
  "#fragment?query.mp4",
  `${"long".repeat(60)}.mp4`,
])("the video %j is sliced, whatever its name", async (name) => {
  const parent = join(folder, `in ${name.slice(0, 20)}`);
  await mkdir(parent);
  await copyFile(CFR, join(parent, name));
  await checkVideoFile(join(parent, name));
  const { report } = await slice(join(parent, name), parent, { every: 50 });
  expect(report).toMatchObject({ frameCount: 2, problem: null });
});

test("a link to a video is sliced as a video", async () => {
  const link = join(folder, "link.mp4");
  await symlink(CFR, link);
  await checkVideoFile(link);
  expect((await slice(link, folder, { every: 50 })).report.frameCount).toBe(2);
});

test("a video without its sound is not sliced by its sound", async () => {
  const path = join(folder, "two.mkv");
  const both = [...testPicture("64x48", 1, 10), "-f", "lavfi", "-i", "sine=d=1"];
  await ffmpeg(folder, ...both, "-map", "1:a", "-map", "0:v", path);
  expect((await slice(path, folder)).report).toMatchObject({ frameCount: 10, problem: null });
});

describe("a file that cannot be sliced is reported in one sentence, and nothing is written", () => {
  async function expectRefusal(name: string, pattern: RegExp): Promise<void> {
    const { report, names } = await slice(join(folder, name), folder);
    expect(report.problem).toMatchObject({ kind: "source" });
    expect(report.problem?.message).toMatch(pattern);
    expect(report.problem?.message).not.toContain("\n");
    expect(names).toEqual([]);
  }

  test("for an mp4 whose index at the end is missing", async () => {
    const bytes = await readFile(CFR);
    const beginning = bytes.subarray(0, Math.floor(bytes.length * 0.6));
    expect(beginning.includes("moov")).toBe(false);
    await writeFile(join(folder, "no-moov.mp4"), beginning);
    await expectRefusal(
      "no-moov.mp4",
      /^no-moov\.mp4 is not a video that ffmpeg can read: .*moov/u,
    );
  });

  test("for noise", async () => {
    const noise = Buffer.from(
      Array.from({ length: 50_000 }, (_, at) => (at * 7919 + (at >> 3)) % 256),
    );
    await writeFile(join(folder, "noise.mkv"), noise);
    await expectRefusal("noise.mkv", /^noise\.mkv is not a video that ffmpeg can read/u);
  });

  test("for subtitles", async () => {
    await writeFile(join(folder, "subtitles.mp4"), "1\n00:00:00,000 --> 00:00:01,000\nhello\n");
    await expectRefusal("subtitles.mp4", /^subtitles\.mp4 is not a video that ffmpeg can read/u);
  });

  test("for a description of a live session", async () => {
    const session =
      "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=rtpmap:96 H264/90000\n";
    await writeFile(join(folder, "session.mp4"), session);
    await expectRefusal("session.mp4", /^session\.mp4 is not a video/u);
  });
});

test("a pipe is told from a video before anybody waits on it", async (context) => {
  const pipe = join(folder, "pipe.mp4");
  if (spawnSync("mkfifo", [pipe]).status !== 0) context.skip("there is no mkfifo here");
  await expect(checkVideoFile(pipe)).rejects.toMatchObject({
    code: "ERR_VIDEO_UNREADABLE",
    message: "pipe.mp4 is not a regular file, so it is not a video file",
  });
});
