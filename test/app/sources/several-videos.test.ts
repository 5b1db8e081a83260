import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { optionsOfVideos } from "../../../src/app/sources/several-videos.ts";
import { runSchema } from "../../../src/options/run-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

async function optionsIn(
  folder: string,
  more: object = {},
): Promise<Parameters<typeof optionsOfVideos>[0]> {
  await mkdir(join(folder, "b"));
  for (const name of ["a.mp4", "b/a.mp4", "c.mp4"]) await writeFile(join(folder, name), "");
  const state = join(folder, "state");
  return checkOptions(runSchema, {
    video: "x",
    to: "http://127.0.0.1:9",
    state,
    ...more,
  });
}

test("the options of a command hold for each of its videos, and a folder of frames gets one below it for each", async () => {
  await using home = await temporaryFolder();
  const frames = join(home.path, "frames");
  const options = await optionsIn(home.path, { frames, fps: 2 });
  const videos = [join(home.path, "a.mp4"), "-", join(home.path, "c.mp4")];
  expect(await optionsOfVideos(options, videos)).toEqual([
    { ...options, video: videos[0], frames: join(frames, "a.mp4") },
    { ...options, video: "-", frames: join(frames, "stdin") },
    { ...options, video: videos[2], frames: join(frames, "c.mp4") },
  ]);
});

test("two videos of one name are not sliced into one folder", async () => {
  await using home = await temporaryFolder();
  const options = await optionsIn(home.path, { frames: join(home.path, "frames") });
  const videos = ["a.mp4", "b/a.mp4"].map((name) => join(home.path, name));
  await expect(optionsOfVideos(options, videos)).rejects.toMatchObject({
    code: "ERR_OPTION",
    message: expect.stringContaining(`${videos[0]} and ${videos[1]} would both be written to`),
  });
  expect(await optionsOfVideos({ ...options, frames: null }, videos)).toHaveLength(2);
});

test("all videos that are missing are named at once, before any is begun", async () => {
  await using home = await temporaryFolder();
  const options = await optionsIn(home.path);
  const videos = ["x.mp4", "a.mp4", "y.mp4"].map((name) => join(home.path, name));
  await expect(optionsOfVideos(options, videos)).rejects.toMatchObject({
    code: "ERR_VIDEO_MISSING",
    message: `there is no video file ${videos[0]}; there is no video file ${videos[2]}`,
  });
});
