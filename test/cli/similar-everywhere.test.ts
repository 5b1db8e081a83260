import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { DeliveryCommand, type DeliveryExit } from "../support/program/delivery-command.ts";
import {
  encodeQuietScene,
  indexOfQuietFrame,
  NEW_FRAMES,
  QUIET_SCENE,
} from "../support/videos/quiet-scene.ts";

/** Less than what the overlay changes, which shows another number in each frame. */
const SHARE = ["--skip-similar", "0.2%"] as const;
const IGNORED = [...SHARE, "--ignore-region", QUIET_SCENE.overlay] as const;
const ALONE = ["--concurrency", "1"] as const;
const { frameCount } = QUIET_SCENE;

let folder: TemporaryFolder;
let clip: string;
let images: string;
/** The run of the clip, and what it sends. */
let videoExit: DeliveryExit;
let ofVideo: readonly number[];
beforeAll(async () => {
  folder = await temporaryFolder();
  clip = join(folder.path, "quiet.mp4");
  images = join(folder.path, "images");
  await encodeQuietScene(clip);
  await using command = await DeliveryCommand.open();
  videoExit = await command.run(["run", clip, ...IGNORED, ...ALONE, "--frames", images]);
  ofVideo = await indexesAt(command);
});
afterAll(async () => await folder[Symbol.asyncDispose]());

/** Indexes that the frames at the service carry in their pixels, in the order of their requests. */
async function indexesAt({ service }: DeliveryCommand): Promise<readonly number[]> {
  const inOrder = service.requests.toSorted((one, other) => one.number - other.number);
  const found = inOrder.map(({ parts }) => indexOfQuietFrame(parts[0]?.bytes ?? Buffer.alloc(0)));
  return (await Promise.all(found)).map((index) => index ?? Number.NaN);
}

function expectBalance({ summary, results }: DeliveryExit, sentCount: number): void {
  const skipped = frameCount - sentCount;
  const counts = { landed: frameCount, delivered: sentCount, skipped, pending: 0 };
  expect(summary).toMatchObject({ ...counts, skippedBy: { similar: skipped }, complete: true });
  const lines = results.filter(({ rule }) => rule === "similar");
  expect(lines).toHaveLength(skipped);
}

const isDimming = (index: number): boolean =>
  index > QUIET_SCENE.dimming.first && index <= QUIET_SCENE.dimming.last + 1;

describe("with an ignored overlay that changes in each frame", () => {
  test("of a video all frames that show something new come, and no others", () => {
    expect(videoExit.exitCode).toBe(0);
    expectBalance(videoExit, ofVideo.length);
    expect(ofVideo.filter((index) => !isDimming(index))).toEqual(NEW_FRAMES);
    const steps = ofVideo.filter(isDimming);
    const gaps = steps.map((index, at) => index - (steps[at - 1] ?? QUIET_SCENE.dimming.first));
    expect(gaps.length).toBeGreaterThanOrEqual(3);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(6);
    expect(Math.max(...gaps)).toBeLessThanOrEqual(10);
  });

  test("of its images the same ones come, from a folder and from a list", async () => {
    await using ofFolder = await DeliveryCommand.open();
    const words = ["send", images, ...IGNORED, ...ALONE, "--order", "name"];
    expectBalance(await ofFolder.run(words), ofVideo.length);
    expect(await indexesAt(ofFolder)).toEqual(ofVideo);
    await using ofList = await DeliveryCommand.open();
    const names = (await readdir(images)).toSorted();
    const list = names.map((name) => join(images, name)).join("\n");
    const run = ofList.start(["send", "-", ...IGNORED, ...ALONE], { hasInput: true });
    run.process.stdin?.end(`${list}\n`);
    expectBalance(await run.ended, ofVideo.length);
    expect(await indexesAt(ofList)).toEqual(ofVideo);
  });

  test("of a camera that shows it the same ones come", async () => {
    await using command = await DeliveryCommand.open();
    const words = ["run", `lavfi:movie=${clip}`, ...IGNORED, ...ALONE, "--when-full", "block"];
    const { summary } = await command.run([...words, "--max-frames", String(ofVideo.length)]);
    expect(await indexesAt(command)).toEqual(ofVideo);
    expect(summary).toMatchObject({ delivered: ofVideo.length, failed: 0, dropped: 0 });
    expect(summary.skippedBy).toEqual({ similar: summary.skipped });
  });

  test("a run that is killed lets the same frames through in the next one, and sends none twice but the one on its way", async () => {
    const held = Promise.withResolvers<void>();
    await using command = await DeliveryCommand.open({
      answer: async (_, number) => {
        if (number >= 8) await held.promise;
        return {};
      },
    });
    const words = ["run", clip, ...IGNORED, ...ALONE];
    const killed = command.start(words);
    await expect.poll(() => command.service.requestCount).toBe(9);
    await expect
      .poll(async () => (await command.plain(["status", "--json"])).stdout)
      .toMatch(/"delivered": ?8\b/u);
    killed.process.kill("SIGKILL");
    await killed.ended;
    held.resolve();
    const exit = await command.run(words);
    expect(exit).toMatchObject({ exitCode: 0, summary: { complete: true, pending: 0 } });
    const [first, rest] = [ofVideo.slice(0, 9), ofVideo.slice(8)];
    expect(await indexesAt(command)).toEqual([...first, ...rest]);
  });
});

test("without an ignored region the overlay is something new in each frame", async () => {
  await using command = await DeliveryCommand.open();
  const exit = await command.run(["run", clip, ...SHARE, "--duration", "2"]);
  expect(exit.summary).toMatchObject({ landed: 20, delivered: 20, skipped: 0 });
});

test("a region alone shows what happens in it", async () => {
  await using command = await DeliveryCommand.open();
  // The quarter that the cut makes brighter, through the upper end of which the square moves as well.
  const words = ["run", clip, "--skip-similar", "60%", "--region", "0.55,0.85,0.45,0.15"];
  const exit = await command.run([...words, ...ALONE]);
  const indexes = await indexesAt(command);
  expect(indexes.filter((index) => !isDimming(index))).toEqual([0, QUIET_SCENE.cut]);
  expect(exit.summary.landed).toBe(frameCount);
});

describe("a share beyond what ffmpeg can tell", () => {
  test("leaves out what has changed less, of a video as of its images", async () => {
    const words = ["--skip-similar", "10%", ...ALONE] as const;
    await using command = await DeliveryCommand.open();
    const exit = await command.run(["run", clip, ...words]);
    const indexes = await indexesAt(command);
    expectBalance(exit, indexes.length);
    expect(indexes).toContain(QUIET_SCENE.cut);
    expect(indexes.length).toBeLessThan(ofVideo.length);
    await using ofFolder = await DeliveryCommand.open();
    await ofFolder.run(["send", images, ...words, "--order", "name"]);
    expect(await indexesAt(ofFolder)).toEqual(indexes);
  });

  test("and the first frame of each period all the same", async () => {
    await using command = await DeliveryCommand.open();
    const words = ["run", clip, "--skip-similar", "100%", "--at-least-every", "5s", ...ALONE];
    await command.run(words);
    expect(await indexesAt(command)).toEqual([0, 50, 100, 150]);
  });
});

test("a dry run says that the images decide", async () => {
  await using command = await DeliveryCommand.open();
  await writeFile(command.path("empty"), "");
  const { stdout } = await command.run(["run", clip, ...IGNORED, "--dry-run"]);
  expect(stdout).toContain("0.2% of the picture, but for 1 region, by their images has changed");
  expect(stdout).not.toContain("mpdecimate");
});
