import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { DeliveryCommand, type DeliveryExit } from "../support/program/delivery-command.ts";
import { refusal } from "../support/program/run-main.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { frameIndexOfImage } from "../support/frames/frame-index-of-image.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

/** Indexes that the images which arrived carry in their pixels. */
async function arrived({ service }: DeliveryCommand): Promise<readonly (number | undefined)[]> {
  const images = service.requests.map(({ parts }) => parts[0]?.bytes ?? Buffer.alloc(0));
  const indexes = await Promise.all(images.map(frameIndexOfImage));
  return indexes.toSorted((one, other) => (one ?? -1) - (other ?? -1));
}

const timesOf = ({ results }: DeliveryExit) =>
  results
    .map(({ index, ptsSeconds }) => [index, ptsSeconds])
    .toSorted((one, two) => (one[0] ?? 0) - (two[0] ?? 0));

describe("frames that are named one by one", () => {
  test("by --at are sent in their order, each once, and not again", async () => {
    await using delivery = await DeliveryCommand.open();
    const words = ["run", CFR, "--at", "00:00:02,1", "--at", "0.5s,1.01"];
    const first = await delivery.run(words);
    expect([first.exitCode, first.summary]).toMatchObject([
      0,
      { landed: 3, delivered: 3, complete: true },
    ]);
    expect(await arrived(delivery)).toEqual([12, 25, 50]);
    expect(timesOf(first)).toEqual([
      [0, 0.48],
      [1, 1],
      [2, 2],
    ]);
    const again = await delivery.run(words);
    expect([again.exitCode, again.summary.delivered]).toEqual([0, 0]);
    expect(delivery.service.requestCount).toBe(3);
    const others = await delivery.run(["run", CFR, "--at", "3"]);
    expect([others.exitCode, others.summary.delivered]).toEqual([0, 1]);
    expect(await arrived(delivery)).toEqual([12, 25, 50, 75]);
  });

  test("by a list are the same, from a file and from standard input", async () => {
    await using delivery = await DeliveryCommand.open();
    writeFileSync(delivery.path("wanted.txt"), "# cats\n99\n12\n");
    const listed = await delivery.run(["run", CFR, "--frames-list", "wanted.txt"]);
    expect([listed.exitCode, listed.summary.delivered]).toEqual([0, 2]);
    expect(timesOf(listed)).toEqual([
      [0, 0.48],
      [1, 3.96],
    ]);
    const run = delivery.start(["run", CFR, "--frames-list", "-"], { hasInput: true });
    run.process.stdin?.end("0.5s\n3.97s\n2s\n");
    expect((await run.ended).summary.delivered).toBe(3);
    expect(await arrived(delivery)).toEqual([12, 12, 50, 99, 99]);
  });

  test("and that the video does not have end the command with 4, again and again, when the others are sent", async () => {
    await using delivery = await DeliveryCommand.open();
    for (const delivered of [1, 0]) {
      const end = await delivery.run(["run", CFR, "--at", "1,00:10:00"]);
      expect([end.exitCode, end.summary.delivered]).toEqual([4, delivered]);
      expect(end.stderr).toContain("cfr.mp4, which is 4.0 s long, ends before 600 s");
    }
    expect(await arrived(delivery)).toEqual([25]);
    const none = await delivery.run(["run", CFR, "--at", "600"]);
    expect([none.exitCode, none.stderr]).toEqual([4, expect.stringContaining("ends before 600 s")]);
  });

  test.each([
    [
      ["--at", "1", "--fps", "2"],
      "--at names each frame that is taken, so that --fps has no meaning",
    ],
    [["--at", "1", "--every", "10s"], "so that --every has no meaning"],
    [["--at", "1", "--start", "2"], "so that --start has no meaning"],
    [["--at", "1", "--frames-list", "x"], "--at and --frames-list both name the frames"],
    [["--at", "soon"], "--at: must be a time in the video"],
    [["--at", "1,,2"], "--at: must be a time in the video"],
    [
      ["--frames-list", "missing.txt"],
      "the list of frames missing.txt cannot be read: no such file",
    ],
    [["--frames-list", "bad.txt"], "bad.txt, line 2: soon is neither a time nor the index"],
    [
      ["--frames-list", "good.txt", "--keyframes"],
      "--frames-list counts all frames, and --keyframes",
    ],
  ])("are refused beside what contradicts them: %j", async (words, message) => {
    await using delivery = await DeliveryCommand.open();
    writeFileSync(delivery.path("bad.txt"), "1\nsoon\n");
    writeFileSync(delivery.path("good.txt"), "1\n");
    const { exitCode, stderr } = await refusal(delivery, ["run", CFR, ...words]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(message)]);
    expect(delivery.service.requestCount).toBe(0);
  });

  test("are refused for a camera, and for two uses of standard input", async () => {
    await using delivery = await DeliveryCommand.open();
    const camera = await delivery.run(["run", "lavfi:testsrc2", "--at", "1"]);
    expect([camera.exitCode, camera.stderr]).toEqual([
      2,
      expect.stringContaining("--at has no meaning for a camera"),
    ]);
    const twice = await delivery.run(["run", "-", "--frames-list", "-"]);
    expect([twice.exitCode, twice.stderr]).toEqual([
      2,
      expect.stringContaining("standard input cannot be both"),
    ]);
  });
});

describe("a dry run", () => {
  test("lists the rules in the order in which they apply", async () => {
    await using delivery = await DeliveryCommand.open();
    const sampling = [
      "--width",
      "320",
      "--every",
      "3",
      "--fps",
      "0.5",
      "--start",
      "1",
      "--keyframes",
    ];
    const { stdout } = await delivery.run(["run", CFR, "-n", ...sampling]);
    const { rules } = JSON.parse(stdout) as { rules: readonly { rule: string; words: string }[] };
    expect(rules).toEqual([
      { rule: "keyframes", words: "keyframes only" },
      { rule: "part", words: "from 1 s on" },
      { rule: "fps", words: "the first of each 2 s" },
      { rule: "every", words: "one of 3, beginning with the first" },
      { rule: "size", words: "320 pixels wide" },
    ]);
    const plain = await delivery.plain(["run", CFR, "-n", "--demo", "--at", "2,1"]);
    expect(plain.stdout).toMatch(/^rules {2,}1\. only 2 times: 1 s, 2 s$/mu);
    const all = await delivery.plain(["run", CFR, "-n", "--demo"]);
    expect(all.stdout).toMatch(/^rules {2,}every frame, as it is$/mu);
  });
});
