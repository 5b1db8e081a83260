import { expect, test } from "vitest";
import { DeliveryCommand, type DeliveryExit } from "../support/program/delivery-command.ts";
import { refusal } from "../support/program/run-main.ts";
import { frameIndexOfImage } from "../support/frames/frame-index-of-image.ts";
import {
  ABOVE_INDEX,
  type BoxSpan,
  motionFolder,
  motionVideo,
} from "../support/selection/motion-frames.ts";
import type { Collector } from "../support/services/collector.ts";

/** The strip in which each frame carries its index stands for a clock in the picture. */
const CLOCK = "0,0.8,1,0.2";
const SIMILAR = ["--skip-similar", "2%", "--ignore-region", CLOCK];
/** A box that moves with each frame comes at the tenth, and is gone with the thirteenth. */
const SPANS: readonly BoxSpan[] = [[10, 13]];

/** The indexes that the images carry which have arrived, in the order of their requests. */
async function arrivedIndexes({ requests }: Collector): Promise<readonly (number | undefined)[]> {
  const inOrder = requests.toSorted((one, other) => one.number - other.number);
  return await Promise.all(
    inOrder.map(async ({ parts }) => await frameIndexOfImage(parts[0]?.bytes ?? Buffer.alloc(0))),
  );
}

const skippedLines = ({ results }: DeliveryExit): readonly object[] =>
  results.filter(({ outcome }) => outcome === "skipped");

test("of a folder only the frames are sent that show something new, and one in each period", async () => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in"), 40, SPANS);
  const words = ["send", "in", ...SIMILAR, "--at-least-every", "2s", "--concurrency", "1"];
  const exit = await command.run(words);
  expect(exit.exitCode).toBe(0);
  const sent = [0, 10, 11, 12, 13, 20];
  expect(await arrivedIndexes(command.service)).toEqual(sent);
  const counts = { landed: 40, delivered: 6, skipped: 34, skippedBy: { similar: 34 } };
  expect(exit.summary).toMatchObject(counts);
  expect(skippedLines(exit)).toHaveLength(34);
  for (const line of skippedLines(exit))
    expect(line).toMatchObject({
      rule: "similar",
      reason: expect.stringMatching(/^similar: [\d.]+% of the picture has changed/u),
    });
  // The next run looks at the same images, decides alike, and sends none of them twice.
  await command.run(words);
  expect(await arrivedIndexes(command.service)).toEqual(sent);
});

test("without an ignored region, what a clock shows is something new", async () => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in"), 4, []);
  const exit = await command.run(["send", "in", "--skip-similar", "0%", "--concurrency", "1"]);
  expect(exit.summary).toMatchObject({ landed: 4, delivered: 4, skipped: 0 });
});

test("a watch compares the frames of each sub-folder with those of the same one", async () => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in/moving"), 20, SPANS);
  await motionFolder(command.path("in/still"), 20, []);
  const words = ["watch", "in", ...SIMILAR, "--until-idle", "1s", "--concurrency", "1"];
  const exit = await command.run(words);
  expect(exit.exitCode).toBe(0);
  const sent = exit.results.filter(({ outcome }) => outcome === "delivered");
  expect(sent.map(({ frame }) => frame).toSorted()).toEqual([
    ...["moving/0.jpg", "moving/10.jpg", "moving/11.jpg", "moving/12.jpg", "moving/13.jpg"],
    "still/0.jpg",
  ]);
  const arrived = await arrivedIndexes(command.service);
  expect(arrived.toSorted((one = 0, other = 0) => one - other)).toEqual([0, 0, 10, 11, 12, 13]);
  const counts = { landed: 40, delivered: 6, skipped: 34, skippedBy: { similar: 34 } };
  expect(exit.summary).toMatchObject({ ...counts, pending: 0 });
});

test("motion is looked for among the frames that are not similar", async () => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in"), 20, SPANS);
  const words = ["send", "in", ...SIMILAR, "--motion", "1%", "--concurrency", "1"];
  const exit = await command.run(words);
  expect(await arrivedIndexes(command.service)).toEqual([10, 11, 12]);
  expect(exit.summary).toMatchObject({ skipped: 17, skippedBy: { similar: 15, motion: 2 } });
});

test.each([
  [["--at-least-every", "2s"], "--at-least-every has a meaning only beside --skip-similar"],
  [
    ["--ignore-region", CLOCK],
    "--ignore-region has a meaning only beside --motion or --skip-similar",
  ],
  [["--skip-similar", "2%", "--pre", "2s"], "--pre has a meaning only beside --motion"],
  [["--skip-similar", "2%", "--order", "newest"], "--order newest contradicts --skip-similar"],
])("send with %j is refused", async (words, message) => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in"), 1, []);
  const exit = await refusal(command, ["send", "in", ...words]);
  expect(exit.exitCode).toBe(2);
  expect(exit.stderr).toContain(message);
});

test("regions of a video are refused without a rule that looks at them", async () => {
  await using command = await DeliveryCommand.open();
  await motionVideo(command.path("clip.mp4"), 2, []);
  const words = ["run", "clip.mp4", "--scene", "0.3", "--region", ABOVE_INDEX];
  const exit = await command.run(words);
  expect(exit.exitCode).toBe(2);
  expect(exit.stderr).toContain("--region has a meaning only beside --motion or --skip-similar");
});
