import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { isBalanced, moreFrames } from "../support/cameras/camera-run.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { refusal } from "../support/program/run-main.ts";
import { type Scrape, scrape } from "../support/metrics/scrape.ts";
import { metricsAddress } from "../support/metrics/metrics-address.ts";
import {
  encodeQuietScene,
  indexOfQuietFrame,
  NEW_FRAMES,
  QUIET_SCENE,
} from "../support/videos/quiet-scene.ts";

let folder: TemporaryFolder;
let clip: string;
beforeAll(async () => {
  folder = await temporaryFolder();
  clip = join(folder.path, "quiet.mp4");
  await encodeQuietScene(clip);
});
afterAll(async () => await folder[Symbol.asyncDispose]());

/** Indexes that the frames at the service carry in their pixels, in ascending order. */
async function indexesAt({ service }: DeliveryCommand): Promise<readonly number[]> {
  const images = service.requests.flatMap(({ parts }) => parts);
  const found = await Promise.all(images.map(async ({ bytes }) => await indexOfQuietFrame(bytes)));
  return found.map((index) => index ?? Number.NaN).toSorted((one, other) => one - other);
}

interface Status {
  readonly jobs: readonly {
    readonly counts: Readonly<Record<string, number>>;
    readonly skippedBy: Readonly<Record<string, number>>;
  }[];
}

async function statusOf(command: DeliveryCommand): Promise<Status["jobs"][number] | undefined> {
  const { stdout } = await command.plain(["status", "--json"]);
  return (JSON.parse(stdout) as Status).jobs[0];
}

const SIMILAR = ["--skip-similar", "2%"] as const;

describe("frames that ffmpeg leaves out", () => {
  test("are skipped with their rule, in the summary, the status and the text", async () => {
    await using command = await DeliveryCommand.open();
    const { exitCode, summary, stderr, results } = await command.run(["run", clip, ...SIMILAR]);
    expect(exitCode).toBe(0);
    const sent = await indexesAt(command);
    expect(sent).toEqual(expect.arrayContaining([...NEW_FRAMES]));
    const skipped = QUIET_SCENE.frameCount - sent.length;
    expect(summary).toMatchObject({ landed: 200, delivered: sent.length, skipped, complete: true });
    expect(summary).toMatchObject({ skippedBy: { similar: skipped }, sliced: sent.length });
    expect(results).toHaveLength(sent.length);
    expect(stderr).toContain(`skipped ${skipped} (similar ${skipped})`);
    const status = await statusOf(command);
    expect(status?.counts).toMatchObject({ delivered: sent.length, skipped });
    expect(status?.skippedBy).toEqual({ similar: skipped });
    expect((await command.plain(["status"])).stdout).toContain(`(similar ${skipped})`);
  });

  test("are counted once over kills and stops, and nothing is sent twice but what was in flight", async () => {
    await using whole = await DeliveryCommand.open();
    await whole.run(["run", clip, ...SIMILAR]);
    const wanted = await statusOf(whole);
    await using command = await DeliveryCommand.open({ answer: () => ({ delayMs: 100 }) });
    const words = ["run", clip, ...SIMILAR, "-c", "1"];
    for (const signal of ["SIGKILL", "SIGTERM", "SIGKILL"] as const) {
      const run = command.start(words);
      await moreFrames(command, 4);
      await run.stop(signal);
    }
    const { summary, exitCode } = await command.run(words);
    expect({ exitCode, isBalanced: isBalanced({ summary } as never) }).toEqual({
      exitCode: 0,
      isBalanced: true,
    });
    expect(summary.complete).toBe(true);
    const sent = await indexesAt(command);
    expect([...new Set(sent)]).toEqual(await indexesAt(whole));
    // One for each time that it was ended; a kill may also take the records of some that were answered.
    expect(sent.length - new Set(sent).size).toBeLessThanOrEqual(12);
    const { counts, skippedBy } = (await statusOf(command)) ?? {};
    expect({ counts, skippedBy }).toEqual({ counts: wanted?.counts, skippedBy: wanted?.skippedBy });
    const again = await command.run(words);
    expect(again.summary).toMatchObject({ landed: 0, skipped: 0, skippedBy: {}, complete: true });
    expect((await statusOf(command))?.skippedBy).toEqual(wanted?.skippedBy);
  });

  test("begin anew with another share, and with --restart", async () => {
    await using command = await DeliveryCommand.open();
    const one = await command.run(["run", clip, ...SIMILAR]);
    const restarted = await command.run(["run", clip, ...SIMILAR, "--restart"]);
    expect(restarted.summary.skippedBy).toEqual(one.summary.skippedBy);
    const other = await command.run(["run", clip, "--skip-similar", "5%"]);
    expect(other.summary.landed).toBe(200);
    expect((await statusOf(command))?.skippedBy).toEqual(other.summary.skippedBy);
  });

  test("are in the metrics, as landed and skipped", async () => {
    await using command = await DeliveryCommand.open();
    await using run = command.start([
      ...["run", "lavfi:color=gray:s=320x180:r=10", ...SIMILAR],
      ...["--metrics", "127.0.0.1:0"],
    ]);
    const address = await metricsAddress(run);
    const leftOutOf = ({ samples }: Scrape): number =>
      samples.find(({ labels }) => labels["rule"] === "similar")?.value ?? 0;
    await expect.poll(async () => leftOutOf(await scrape(address))).toBeGreaterThan(5);
    const scraped = await scrape(address);
    const skipped = scraped.samples.find(
      ({ name, labels }) => name === "frameferry_frames_total" && labels["outcome"] === "skipped",
    );
    expect(skipped?.value).toBe(leftOutOf(scraped));
    const { summary } = await run.stop();
    expect(summary.delivered).toBe(1);
    expect(summary.skipped).toBe(summary.landed - summary.dropped - 1);
  });
});

describe("of a camera", () => {
  test("that shows one picture, the first frame of each period is sent, and the others are skipped", async () => {
    await using command = await DeliveryCommand.open();
    const camera = "lavfi:color=gray:s=320x180:r=10";
    const words = ["run", camera, ...SIMILAR, "--at-least-every", "2s"];
    const run = command.start(words);
    await moreFrames(command, 3);
    const { summary, results, exitCode } = await run.stop();
    expect(exitCode).toBe(0);
    const times = results.map(({ ptsSeconds }) => ptsSeconds);
    expect(times.length).toBeGreaterThan(2);
    expect(times).toEqual(times.map((_, at) => at * 2));
    expect(summary.skippedBy).toEqual({ similar: summary.skipped });
    expect(summary.landed).toBe(summary.skipped + summary.dropped + times.length);
    // The next run counts on.
    const first = summary.skipped;
    const nextRun = command.start(words);
    await moreFrames(command, 2);
    const next = await nextRun.stop();
    expect((await statusOf(command))?.skippedBy).toEqual({
      similar: first + next.summary.skipped,
    });
  });
});

describe("rules that do not fit are refused in a sentence:", () => {
  test.each([
    [
      ["--at-least-every", "60s"],
      "--at-least-every has no meaning where no rule leaves frames out",
    ],
    [["--skip-similar", "101%"], "must lie between 0 and 1, or between 0% and 100%"],
    [["--scene", "2"], "must lie between 0 and 1"],
  ])("%j", async (words, message) => {
    await using command = await DeliveryCommand.open();
    const { exitCode, stderr } = await refusal(command, ["run", clip, ...words]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
  });
});
