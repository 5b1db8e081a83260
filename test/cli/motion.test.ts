import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import type { MotionLine } from "../../src/results/motion-line.ts";
import { DeliveryCommand, type DeliveryExit } from "../support/program/delivery-command.ts";
import { refusal } from "../support/program/run-main.ts";
import { frameIndexOfImage } from "../support/frames/frame-index-of-image.ts";
import type { Collector } from "../support/services/collector.ts";
import {
  ABOVE_INDEX,
  type BoxSpan,
  landMotionFrame,
  motionFolder,
  motionVideo,
  range,
} from "../support/selection/motion-frames.ts";

const MOTION = ["--motion", "1%", "--region", ABOVE_INDEX];
const AROUND = [...MOTION, "--pre", "500ms", "--post", "1s"];
const SPANS: readonly BoxSpan[] = [
  [30, 38],
  [60, 63],
];

/** The indexes that the images carry which have arrived, in the order of their requests. */
async function arrivedIndexes({ requests }: Collector): Promise<readonly (number | undefined)[]> {
  const inOrder = requests.toSorted((one, other) => one.number - other.number);
  return await Promise.all(
    inOrder.map(async ({ parts }) => await frameIndexOfImage(parts[0]?.bytes ?? Buffer.alloc(0))),
  );
}

function byRule({ results }: DeliveryExit): readonly (readonly [number, string])[] {
  return results
    .filter((line) => line.outcome === "skipped")
    .map(
      ({ index, rule = "", reason }) => [index ?? -1, `${rule}|${reason?.slice(0, 8)}`] as const,
    );
}

async function motionLines(path: string): Promise<readonly MotionLine[]> {
  const lines = (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  return lines.map((line) => JSON.parse(line) as MotionLine).filter((line) => "type" in line);
}

const eventsIn = ({ results }: DeliveryExit): readonly object[] =>
  (results as readonly object[]).filter((line) => "type" in line);

test("of a video the frames that show a motion are sent, and no others", async () => {
  await using command = await DeliveryCommand.open();
  await motionVideo(command.path("clip.mp4"), 80, SPANS);
  const exit = await command.run(["run", "clip.mp4", ...MOTION, "--concurrency", "1"]);
  expect(exit.exitCode).toBe(0);
  expect(await arrivedIndexes(command.service)).toEqual([...range(30, 38), ...range(60, 63)]);
  expect(exit.summary).toMatchObject({ landed: 80, delivered: 11, skipped: 69, motions: 2 });
  expect(exit.summary).toMatchObject({ sliced: 80, complete: true, pending: 0 });
  expect(byRule(exit)).toHaveLength(69);
  expect(new Set(byRule(exit).map(([, rule]) => rule))).toEqual(new Set(["motion|motion: "]));
});

test("frames before and after a motion are sent with it, and its beginning and end are told", async () => {
  await using command = await DeliveryCommand.open();
  await motionVideo(command.path("clip.mp4"), 80, SPANS);
  const exit = await command.run(["run", "clip.mp4", ...AROUND, "--concurrency", "1"]);
  expect(await arrivedIndexes(command.service)).toEqual([...range(25, 48), ...range(55, 73)]);
  expect(exit.summary).toMatchObject({ landed: 80, delivered: 41, skipped: 39, motions: 2 });
  expect(eventsIn(exit)).toMatchObject([
    { type: "motionStarted", index: 30, ptsSeconds: 3, frame: "frame_00000030.jpg" },
    { type: "motionEnded", index: 37, frames: 8, durationSeconds: 0.7 },
    { type: "motionStarted", index: 60 },
    { type: "motionEnded", index: 62, frames: 3, startFrame: "frame_00000060.jpg" },
  ]);
  const again = await command.run(["run", "clip.mp4", ...AROUND]);
  expect(again.summary).toMatchObject({ landed: 0, previouslyDelivered: 41, complete: true });
  expect(command.service.requestCount).toBe(41);
});

test("a run that is killed amid a motion sends the rest of the same frames in the next run, and none twice", async () => {
  const held = Promise.withResolvers<void>();
  await using command = await DeliveryCommand.open({
    answer: async (_, number) => {
      if (number >= 8) await held.promise;
      return {};
    },
  });
  await motionVideo(command.path("clip.mp4"), 80, SPANS);
  const words = ["run", "clip.mp4", ...AROUND, "--concurrency", "1", "--results", "all.jsonl"];
  const killed = command.start(words);
  await expect.poll(() => command.service.requestCount).toBe(9);
  // Those that were answered are on record soon after.
  await expect
    .poll(async () => (await command.plain(["status", "--json"])).stdout)
    .toMatch(/"delivered": ?8\b/u);
  killed.process.kill("SIGKILL");
  await killed.ended;
  held.resolve();
  const exit = await command.run(words);
  expect(exit.exitCode).toBe(0);
  // The ninth had no answer, and is sent again.
  expect(await arrivedIndexes(command.service)).toEqual([
    ...range(25, 34),
    ...range(33, 48),
    ...range(55, 73),
  ]);
  expect(exit.summary).toMatchObject({ landed: 80, pending: 0, complete: true });
  const told = await motionLines(command.path("all.jsonl"));
  expect(told.map((line) => `${line.type} ${line.index}`).toSorted()).toEqual([
    "motionEnded 37",
    "motionEnded 62",
    "motionStarted 30",
    "motionStarted 60",
  ]);
});

test("of a folder the frames around a motion are sent in the order of their times, and once", async () => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in"), 80, SPANS);
  const words = ["send", "in", ...AROUND, "--concurrency", "1"];
  const exit = await command.run(words);
  const sent = [...range(25, 48), ...range(55, 73)];
  expect(await arrivedIndexes(command.service)).toEqual(sent);
  expect(exit.summary).toMatchObject({ landed: 80, delivered: 41, skipped: 39, motions: 2 });
  const again = await command.run(words);
  expect(command.service.requestCount).toBe(41);
  expect(again.summary).toMatchObject({ landed: 80, delivered: 0, skipped: 80, motions: 0 });
  expect(await readdir(command.path("in"))).toHaveLength(80);
});

test("images that are left out are deleted as delivered ones are, if that is asked for", async () => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in"), 40, SPANS);
  const exit = await command.run(["send", "in", ...MOTION, "--delete"]);
  expect(exit.summary).toMatchObject({ delivered: 8, skipped: 32 });
  expect(await readdir(command.path("in"))).toEqual([]);
});

test("a watch takes each sub-folder for a camera, and decides on held frames when none comes any more", async () => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in/moving"), 35, [[30, 35]]);
  await motionFolder(command.path("in/still"), 35, []);
  const words = ["watch", "in", ...AROUND, "--until-idle", "1s", "--concurrency", "1"];
  const exit = await command.run(words);
  expect(exit.exitCode).toBe(0);
  expect(await arrivedIndexes(command.service)).toEqual(range(25, 35));
  expect(exit.summary).toMatchObject({ landed: 70, delivered: 10, skipped: 60, pending: 0 });
});

test("a watch that is stopped leaves what it holds for the next one", async () => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in"), 10, []);
  const words = [...MOTION, "--pre", "1h", "--concurrency", "1"];
  const run = command.start(["watch", "in", ...words, "-v"]);
  await expect
    .poll(async () => (await command.plain(["status", "--json"])).stdout)
    .toMatch(/"pending": ?10\b/u);
  const exit = await run.stop();
  expect(exit.summary).toMatchObject({ landed: 10, delivered: 0, skipped: 0, pending: 10 });
  await landMotionFrame(command.path("in/10.jpg"), 10, [[10, 11]]);
  const next = await command.run(["send", "in", ...words]);
  expect(await arrivedIndexes(command.service)).toEqual(range(0, 11));
  expect(next.summary).toMatchObject({ landed: 11, delivered: 11, pending: 0 });
});

test("only frames that are sent count towards a limit, and those behind it are left for another run", async () => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in"), 60, SPANS);
  const words = ["watch", "in", ...MOTION, "--concurrency", "1"];
  const exit = await command.run([...words, "--max-frames", "3"]);
  expect(exit.summary).toMatchObject({ delivered: 3, pending: 0, complete: true });
  await command.run(["send", "in", ...MOTION, "--concurrency", "1"]);
  expect(await arrivedIndexes(command.service)).toEqual(range(30, 38));
});

test("an image that cannot be decoded is sent", async () => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in"), 3, []);
  command.land("in/9.jpg");
  await rm(command.path("in/2.jpg"));
  // A header and an end mark without anything between is whole, as far as its bytes tell.
  await writeFile(command.path("in/8.ppm"), "P6 2 2 255\n");
  const exit = await command.run([
    "send",
    "in",
    ...MOTION,
    "--match",
    "*.jpg",
    "--match",
    "*.ppm",
    "--settle",
    "0ms",
  ]);
  expect(exit.stderr).toContain("cannot be decoded to see what it shows");
  expect(exit.summary).toMatchObject({ landed: 4, delivered: 1, skipped: 3 });
});

test.each([
  [["--region", "0,0,2,1"], "must be a rectangle x,y,width,height"],
  [["--pre", "2s"], "--pre has a meaning only beside --motion"],
  [["--motion", "0%"], "must be above 0"],
  [["--motion", "1%", "--order", "newest"], "--order newest"],
])("%j is refused", async (words, message) => {
  await using command = await DeliveryCommand.open();
  await motionFolder(command.path("in"), 1, []);
  const exit = await refusal(command, ["send", "in", ...words]);
  expect(exit.exitCode).toBe(2);
  expect(exit.stderr).toContain(message);
});

test("of a camera the frames around a motion are sent, without a hole", async () => {
  await using command = await DeliveryCommand.open();
  const box = "drawbox=x=20:y=20:w=60:h=40:c=white:t=fill:enable='between(t,2,3)'";
  const camera = `lavfi:color=gray:s=160x90:r=10,${box}`;
  // By the clock, of which a busy machine may need much until the first frame.
  const words = ["run", camera, "--duration", "15s", "--motion", "1%", "--concurrency", "1"];
  const exit = await command.run([...words, "--pre", "500ms", "--post", "500ms"]);
  expect(exit.exitCode).toBe(0);
  const delivered = exit.results.flatMap(({ outcome, index }) =>
    outcome === "delivered" ? [index ?? -1] : [],
  );
  const [started, ended] = eventsIn(exit) as readonly MotionLine[];
  const [from, to] = [started?.index ?? -1, ended?.index ?? -1];
  expect(started).toMatchObject({ type: "motionStarted", capturedAt: expect.any(String) });
  expect(ended).toMatchObject({ type: "motionEnded", frames: to - from + 1 });
  expect(delivered).toEqual(range(delivered[0] ?? 0, (delivered.at(-1) ?? 0) + 1));
  // At least one frame before and behind, whatever the pace of the machine.
  expect(delivered[0]).toBeLessThan(from);
  expect(delivered.at(-1)).toBeGreaterThan(to);
  const { landed, skipped, pending, dropped, motions } = exit.summary;
  expect({ skipped, pending, dropped, motions }).toEqual({
    skipped: landed - delivered.length,
    ...{ pending: 0, dropped: 0, motions: 1 },
  });
});

test.each([
  [["--ignore-region", "0,0,1,1"], "no part of the picture is outside --ignore-region"],
  [
    ["--region", "0,0,0.2,0.2", "--crop", "0.5,0.5,0.5,0.5"],
    "no part of what --crop leaves of the picture is in --region",
  ],
])(
  "regions that leave nothing to look at end the command, and leave all frames: %j",
  async (words, message) => {
    await using command = await DeliveryCommand.open();
    await motionFolder(command.path("in"), 3, []);
    const exit = await command.run(["send", "in", "--motion", "1%", ...words]);
    expect(exit.stderr).toContain(message);
    expect(exit.exitCode).toBe(2);
    expect(exit.results).toEqual([]);
    const next = await command.run(["send", "in"]);
    expect(next.summary).toMatchObject({ landed: 3, delivered: 3 });
  },
);
