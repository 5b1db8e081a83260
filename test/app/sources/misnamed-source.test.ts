import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { misnamedSource, refuseMisnamedFiles } from "../../../src/app/sources/misnamed-source.ts";
import type { Purpose } from "../../../src/app/sources/misnamed.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { forCommandLine } from "../../support/program/command-line-reader.ts";
import { imageOf } from "../../support/program/delivery-command.ts";

let home: TemporaryFolder;
const at = (path: string): string => join(home.path, path);

beforeAll(async () => {
  home = await temporaryFolder();
  for (const folder of ["images", "videos", "empty"]) mkdirSync(at(folder));
  for (const name of ["a.jpg", "images/a.jpg", "photo"]) writeFileSync(at(name), imageOf(name));
  for (const name of ["my.mp4", "videos/my.mp4", "video"])
    copyFileSync(fixtureVideoPath(CFR_VIDEO.fileName), at(name));
  writeFileSync(at("notes.txt"), "a.jpg\n");
  writeFileSync(at("notes.mp4"), "only words\n");
  writeFileSync(at("stream.mjpeg"), Buffer.concat([imageOf("1"), imageOf("2")]));
  writeFileSync(at("list.m3u8"), "#EXTM3U\n");
  writeFileSync(at("x.zip"), "PK\u0003\u0004");
  writeFileSync(at("noise.bin"), Buffer.from([1, 2, 3, 0, 254]));
  execFileSync("mkfifo", [at("pipe")]);
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

/** The message and the remedy, with `HOME` for the folder of the test. */
async function said(source: string, purpose: Purpose): Promise<string | null> {
  const misnamed = misnamedSource(source, purpose);
  if (misnamed === null) return null;
  const remedy = await forCommandLine(() => misnamed.remedy((command) => ` FOR-${command}`));
  return `${misnamed.message}: ${remedy}`.replaceAll(home.path, "HOME");
}

describe("a source that run takes for no video", () => {
  test.each([
    ["a.jpg", "HOME/a.jpg is an image, not a video: frameferry send HOME/a.jpg FOR-send"],
    ["photo", "HOME/photo is an image, not a video: frameferry send HOME/photo FOR-send"],
    [
      "images",
      "send the images in it: frameferry send HOME/images FOR-send; watch in place of send",
    ],
    ["videos/", "name the videos in it: frameferry run HOME/videos/*.mp4 FOR-run"],
    ["notes.txt", "one path a line: frameferry send - FOR-send < HOME/notes.txt"],
    ["x.zip", "is an archive, not a video: unpack it"],
    [
      "images/frame_%04d.jpg",
      "is a pattern of images, not a video: frameferry send HOME/images FOR-send --match 'frame_*.jpg' --order name",
    ],
  ])("is named with the command for it: %s", async (name, words) => {
    expect(await said(at(name), "run")).toContain(words);
  });

  test.each([
    "my.mp4",
    "video",
    "notes.mp4",
    "stream.mjpeg",
    "list.m3u8",
    "noise.bin",
    "nowhere.mp4",
  ])("is not %s, which ffmpeg judges", async (name) => {
    expect(await said(at(name), "run")).toBeNull();
  });
});

describe("a path that send takes for no image", () => {
  test.each([
    [
      "my.mp4",
      "is a video, not an image: slice it: frameferry run HOME/my.mp4 FOR-run; --match '*.mp4' sends it as it is",
    ],
    ["video", "--match '*video' sends it as it is"],
    ["notes.txt", "is a text file, not an image: if it lists images"],
    ["x.zip", "is an archive, not an image: unpack it"],
    [
      "videos/",
      "videos/ holds no image, but 1 video, such as my.mp4: slice it: frameferry run HOME/videos/*.mp4 FOR-run",
    ],
  ])("is named with the way out: %s", async (name, words) => {
    expect(await said(at(name), "send")).toContain(words);
  });

  test.each(["a.jpg", "photo", "images", "empty", "noise.bin", "pipe", "nowhere.jpg", "."])(
    "is not %s",
    async (name) => {
      expect(await said(at(name), "send")).toBeNull();
    },
  );
});

test("send takes a folder of videos where --match says what is meant", () => {
  expect(() => refuseMisnamedFiles([at("videos")], [])).toThrow("holds no image");
  expect(() => refuseMisnamedFiles([at("videos")], ["*.mp4"])).not.toThrow();
});

describe("a path that watch takes for no folder", () => {
  test.each([
    ["a.jpg", "is an image, not a folder: frameferry send HOME/a.jpg FOR-send"],
    ["my.mp4", "is a video, not a folder: slice it: frameferry run HOME/my.mp4 FOR-run"],
    ["x.zip", "is an archive, not a folder: unpack it"],
    ["noise.bin", "is a file, not a folder: name a folder"],
  ])("is named with the command for it: %s", async (name, words) => {
    expect(await said(at(name), "watch")).toContain(words);
  });

  test.each(["images", "later"])("is not %s", async (name) => {
    expect(await said(at(name), "watch")).toBeNull();
  });
});

describe("the address of a camera or stream", () => {
  test.each([
    ["rtsp://cam/1", "rtsp://cam/1"],
    ["udp://239.0.0.1:1234", "udp://239.0.0.1:1234"],
    ["https://host/live.m3u8", "https://host/live.m3u8"],
    ["/dev/video0", "/dev/video0"],
    ["rtsp://anna:secret@cam/1?key=hidden", "'rtsp://cam/1?key=***'"],
  ])("is answered with the command for it, without its password: %s", async (source, shown) => {
    expect(await said(source, "run")).toBeNull();
    for (const purpose of ["send", "watch"] as const) {
      const text = (await said(source, purpose)) ?? "";
      expect(text).toContain(`frameferry run ${shown} FOR-run`);
      expect(text).not.toMatch(/secret|hidden|anna/u);
    }
  });

  test("is the first device where OpenCV's number is named", async () => {
    expect(await said("0", "run")).toContain("frameferry run /dev/video0 FOR-run");
  });

  test("of a kind that cannot be read is answered without its password", async () => {
    const text = (await said("ftp://anna:secret@host/clip.mp4", "run")) ?? "";
    expect(text).toContain("download it first");
    expect(text).not.toMatch(/secret|anna/u);
  });

  test.each([
    ["anna:secret@10.0.0.5/live", "10.0.0.5"],
    ["anna:se@cr/et@cam:554/live.mp4", "cam:554"],
    ["10.0.0.5/video.cgi?usr=anna&pwd=secret", "10.0.0.5"],
  ])("without its scheme is answered without its password: %s", async (source, host) => {
    for (const purpose of ["run", "send", "watch"] as const) {
      const text = (await said(source, purpose)) ?? "";
      expect(text).toContain(`the address of ${host} lacks its scheme: write rtsp://`);
      expect(text).not.toMatch(/secret|se@cr|anna/u);
    }
  });

  test("is shown as a path when it is that of a file", async () => {
    expect(await said(pathToFileURL(at("my.mp4")).href, "run")).toContain(
      "frameferry run HOME/my.mp4 FOR-run",
    );
  });
});
