import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../scripts/fixtures/fixture-videos.ts";
import { temporaryFolder, type TemporaryFolder } from "./support/files/temporary-folder.ts";
import { fixtureVideoPath } from "./support/videos/decoded-video.ts";
import { type Collector, startCollector } from "./support/services/collector.ts";
import { imageOf } from "./support/program/delivery-command.ts";
import { frameIndexOfImage } from "./support/frames/frame-index-of-image.ts";
import type { CommandRun } from "./support/program/command-run.ts";
import { PageShell, pressCtrlC } from "./support/docs/page-shell.ts";
import { codeBlocks, readReadme } from "./support/docs/readme.ts";

const readme = await readReadme();

/** Debian's packages belong to /usr/bin/python3, which need not be the first on the path. */
const python = ["/usr/bin/python3", "python3"].find(
  (program) => spawnSync(program, ["-c", "import cv2"]).status === 0,
);

/** The one block of the README that begins like this. */
function block(language: string, beginning: string): string {
  const blocks = codeBlocks(readme, language).filter((code) => code.startsWith(beginning));
  expect(blocks).toHaveLength(1);
  return blocks[0] ?? "";
}

let folder: TemporaryFolder;
let service: Collector;
let shell: PageShell;
beforeEach(async () => {
  folder = await temporaryFolder();
  service = await startCollector();
  shell = new PageShell(folder.path);
  shell.makeProgram("python3", `exec '${python}' "$@"`);
});
afterEach(async () => {
  await service[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

/** Runs a recipe in a shell, as it stands but for the address of the service. */
function cook(recipe: string): CommandRun {
  const command = recipe.replace("http://127.0.0.1:8000/predict", service.url);
  expect(command).not.toBe(recipe);
  return shell.start(command);
}

/** What the pictures that arrived say of themselves. */
async function drawnIndexes(): Promise<readonly (number | undefined)[]> {
  const images = service.requests.map(({ parts }) => parts[0]?.bytes ?? Buffer.alloc(0));
  const drawn = await Promise.all(images.map(async (image) => await frameIndexOfImage(image)));
  return drawn.toSorted((one = -1, other = -1) => one - other);
}

test("the recipe for a watched folder delivers what is there and what lands, until Ctrl-C", async () => {
  const incoming = join(folder.path, "incoming");
  mkdirSync(incoming);
  writeFileSync(join(incoming, "old.jpg"), imageOf("old"));
  const run = cook(block("sh", "frameferry watch incoming --to http"));
  await expect.poll(() => service.requestCount).toBe(1);
  writeFileSync(join(incoming, "new.jpg"), imageOf("new"));
  await expect.poll(() => service.requestCount).toBe(2);
  pressCtrlC(run);
  const { stderr, stdout } = await run.ended;
  expect(stderr).toContain("stopped, 2 frames delivered");
  expect(stdout).toBe("");
});

test("the smallest site file delivers from a folder and a video to one service, until Ctrl-C", async () => {
  mkdirSync(join(folder.path, "incoming"));
  writeFileSync(join(folder.path, "incoming", "old.jpg"), imageOf("old"));
  copyFileSync(fixtureVideoPath(CFR_VIDEO.fileName), join(folder.path, "clip.mp4"));
  const site = block("yaml", "services:").replace("http://127.0.0.1:8000/predict", service.url);
  writeFileSync(join(folder.path, "frameferry.yaml"), site);
  const sound = await shell.run("frameferry validate");
  expect([sound.exitCode, sound.stderr]).toEqual([0, ""]);
  const run = shell.start("frameferry up");
  await expect.poll(() => run.stderr, { interval: 50 }).toContain("clip: ended");
  // Four seconds at 2 frames a second, and the image.
  await expect.poll(() => service.requests.length).toBe(9);
  pressCtrlC(run);
  const { stderr } = await run.ended;
  expect(stderr).toContain("9 frames delivered\n");
});

describe.skipIf(python === undefined)(
  "a script that slices with OpenCV (apt-get install python3-opencv)",
  () => {
    const everyIndex = [...Array(CFR_VIDEO.frameCount).keys()];
    beforeEach(() => {
      writeFileSync(join(folder.path, "slice.py"), block("python", "# slice.py"));
      copyFileSync(fixtureVideoPath(CFR_VIDEO.fileName), join(folder.path, "clip.mp4"));
    });

    test("delivers every frame once by the recipe for standard input", async () => {
      const { exitCode, stderr } = await cook(block("sh", "python3 slice.py")).ended;
      expect(exitCode).toBe(0);
      expect(stderr).toContain(`all ${CFR_VIDEO.frameCount} frames delivered`);
      expect(await drawnIndexes()).toEqual(everyIndex);
    });

    test("delivers every frame once by the recipe for a wrapped command, and ends", async () => {
      mkdirSync(join(folder.path, "slices"));
      const { exitCode, stdout, stderr } = await cook(block("sh", "frameferry watch slices")).ended;
      expect(exitCode).toBe(0);
      expect(stdout).toBe("");
      expect(stderr).toContain("slices/000099.jpg");
      expect(stderr).toContain(`all ${CFR_VIDEO.frameCount} frames delivered`);
      expect(await drawnIndexes()).toEqual(everyIndex);
      expect(readdirSync(join(folder.path, "slices"))).toHaveLength(CFR_VIDEO.frameCount);
    });
  },
);
