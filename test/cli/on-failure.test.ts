import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { startCollector } from "../support/services/collector.ts";
import { folderOfFrames } from "../support/frames/folder-of-frames.ts";
import { serviceByIndex } from "../support/services/service-by-index.ts";
import { runCommand } from "../support/program/command-run.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

let home: TemporaryFolder;
let aside: string;
beforeEach(async () => {
  home = await temporaryFolder();
  aside = join(home.path, "aside");
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

test("run and resubmit copy failed images aside, each with what the service said", async () => {
  let status = 422;
  await using service = await startCollector({
    answer: (_, number) => (number === 1 ? {} : { status, body: { no: "face" } }),
  });
  const words = ["--on-failure", `copy-to=${aside}`];
  const first = await runCommand(
    ["run", CFR, "--to", service.url, "--every", "50", "-c", "1", ...words],
    home.path,
  );
  expect(first.exitCode).toBe(3);
  const [image = "", note = "", ...others] = readdirSync(aside).toSorted();
  expect([note, others]).toEqual([`${image}.json`, []]);
  expect(JSON.parse(await readFile(join(aside, note), "utf8"))).toMatchObject({
    frame: image,
    status: 422,
    response: { no: "face" },
  });
  // The same failure of the same image is there already, and another one is not.
  await runCommand(["resubmit", CFR, ...words], home.path);
  expect(readdirSync(aside)).toHaveLength(2);
  status = 415;
  await runCommand(["resubmit", CFR, ...words], home.path);
  expect(readdirSync(aside)).toHaveLength(4);
  expect(readdirSync(aside)).toContain(image.replace(".jpg", "~1.jpg"));
});

test.each([
  ["send", []],
  ["watch", ["--until-idle", "1s"]],
])("%s never takes a copy in its folder for a new image", async (name, ending) => {
  const folder = await folderOfFrames(home.path, 3);
  await using service = await serviceByIndex((index) => (index === 1 ? { status: 400 } : {}));
  const words = [name, folder, "--to", service.url, ...ending];
  const { stdout } = await runCommand(
    [...words, "--on-failure", `copy-to=${join(folder, "failed")}`, "--json"],
    home.path,
  );
  expect(JSON.parse(stdout)).toMatchObject({ landed: 3, delivered: 2, failed: 1 });
  expect(service.requestCount).toBe(3);
  expect(readdirSync(join(folder, "failed"))).toEqual([
    "frame_00000001.jpg",
    "frame_00000001.jpg.json",
  ]);
});

test.each(["send", "watch"])(
  "%s is a usage error with copies into the folder itself",
  async (name) => {
    const folder = await folderOfFrames(home.path, 1);
    const { exitCode, stderr } = await runCommand(
      [name, folder, "--to", "http://127.0.0.1:9/", "--on-failure", `copy-to=${folder}/`],
      home.path,
    );
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("where they come from")]);
  },
);

test("a frame that failed in an earlier run is not copied again", async () => {
  const folder = await folderOfFrames(home.path, 1);
  await using service = await startCollector({ answer: () => ({ status: 400 }) });
  const words = ["send", folder, "--to", service.url, "--on-failure", `copy-to=${aside}`];
  await runCommand(words, home.path);
  await runCommand(words, home.path);
  expect(service.requestCount).toBe(1);
  expect(readdirSync(aside)).toHaveLength(2);
});

test("a failed image stays where it is without --on-failure, and nothing else is written", async () => {
  const folder = await folderOfFrames(home.path, 1);
  await using service = await startCollector({ answer: () => ({ status: 400 }) });
  await runCommand(["send", folder, "--to", service.url, "--on-failure", "keep"], home.path);
  expect(readdirSync(home.path).toSorted()).toEqual(["frameferry", "in"]);
  expect(readdirSync(folder)).toHaveLength(1);
});
