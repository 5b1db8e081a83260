import { createServer } from "node:http";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { checkVideoFile } from "../../src/slicer/check-video-file.ts";
import { findFfmpeg } from "../../src/slicer/find-ffmpeg.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";
import { slice } from "../support/stages/sliced.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "frameferry-bad-"));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

describe("a source that is no video", () => {
  test("is unreadable as a text file", async () => {
    await writeFile(join(folder, "notes.mp4"), "these are notes and not a video\n".repeat(50));
    const { report, names } = await slice(join(folder, "notes.mp4"), folder);
    expect(report.problem).toMatchObject({ code: "ERR_VIDEO_UNREADABLE", kind: "source" });
    expect(report.problem?.message).toContain("notes.mp4");
    expect(names).toEqual([]);
  });

  test("is unreadable as an empty file", async () => {
    await writeFile(join(folder, "empty.mp4"), "");
    const { report } = await slice(join(folder, "empty.mp4"), folder);
    expect(report.problem?.code).toBe("ERR_VIDEO_UNREADABLE");
  });

  test.each(["song.mp3", "song.m4a", "song.wav"])("has no video stream as %s", async (name) => {
    await ffmpeg(folder, "-f", "lavfi", "-i", "sine=d=1", name);
    const { report } = await slice(join(folder, name), folder);
    expect(report.problem?.message).toBe(`${name} has no video stream`);
  });

  test("has no video stream as a song with a picture on its cover, either", async () => {
    await ffmpeg(folder, ...testPicture("64x64", 1, 1), "-frames:v", "1", "cover.png");
    const cover = ["-f", "lavfi", "-i", "sine=d=1", "-i", "cover.png", "-map", "0", "-map", "1"];
    await ffmpeg(folder, ...cover, "-disposition:v", "attached_pic", "covered.mp3");
    const { report } = await slice(join(folder, "covered.mp3"), folder);
    expect(report.problem?.code).toBe("ERR_NO_VIDEO_STREAM");
  });

  test("is reported differently when it is missing and when it is a folder", async () => {
    await expect(checkVideoFile(join(folder, "nowhere.mp4"))).rejects.toMatchObject({
      code: "ERR_VIDEO_MISSING",
    });
    await expect(checkVideoFile(folder)).rejects.toMatchObject({ code: "ERR_VIDEO_UNREADABLE" });
  });

  test("is one whose start lies behind its end, and the message says how long the video is", async () => {
    await ffmpeg(folder, ...testPicture("64x64", 2, 10), "short.mkv");
    const { report } = await slice(join(folder, "short.mkv"), folder, { startSeconds: 60 });
    expect(report.problem?.message).toMatch(
      /no frame after 60 s in short\.mkv, which is 2\.0 s long/u,
    );
  });
});

describe("P29: a playlist that pretends to be a video", () => {
  test.each(["hls to the web", "hls to itself", "hls to a file", "dash", "concat"])(
    "of %s is an error and opens nothing",
    async (kind) => {
      let requestCount = 0;
      const server = createServer((_, response) => {
        requestCount += 1;
        response.end();
      }).listen(0, "127.0.0.1");
      await once(server, "listening");
      const web = `http://127.0.0.1:${(server.address() as AddressInfo).port}/x.ts`;
      await ffmpeg(folder, ...testPicture("64x64", 1, 10), "secret.ts");
      const video = join(folder, "list.mp4");
      await writeFile(video, playlist(kind, web));
      const { report, names } = await slice(video, folder);
      expect(report.problem).toMatchObject({ kind: "source" });
      expect(["ERR_VIDEO_REFUSED", "ERR_VIDEO_UNREADABLE"]).toContain(report.problem?.code);
      expect(names).toEqual([]);
      expect(requestCount).toBe(0);
      server.close();
    },
  );
});

function playlist(kind: string, web: string): string {
  const hls = (target: string): string =>
    `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${target}\n#EXT-X-ENDLIST\n`;
  switch (kind) {
    case "hls to the web":
      return hls(web);
    case "hls to itself":
      return hls("list.mp4");
    case "hls to a file":
      return hls(join(folder, "secret.ts"));
    case "dash":
      return `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S"><Period><AdaptationSet mimeType="video/mp4"><Representation id="1" bandwidth="1"><BaseURL>${web}</BaseURL></Representation></AdaptationSet></Period></MPD>`;
    default:
      return `ffconcat version 1.0\nfile 'secret.ts'\n`;
  }
}

describe("the choice of ffmpeg", () => {
  test("is an error, and no reason to take another, when a named one does not run", async () => {
    await expect(findFfmpeg(join(folder, "no-ffmpeg"))).rejects.toMatchObject({
      code: "ERR_FFMPEG_BROKEN",
      kind: "environment",
    });
  });

  test("is an error with a program that is no ffmpeg, too", async () => {
    for (const path of [process.execPath, "/no\0such"])
      await expect(findFfmpeg(path)).rejects.toMatchObject({ code: "ERR_FFMPEG_BROKEN" });
  });

  test("is the one on the path, whose version is known", async () => {
    expect((await findFfmpeg(null)).version).toMatch(/\d/u);
    expect(await readdir(folder)).not.toContain("no-ffmpeg");
  });
});
