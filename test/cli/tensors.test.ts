import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { type CommandExit, runCommand } from "../support/program/command-run.ts";
import {
  inferences,
  inPlanes,
  samplesOf,
  startPixelModel,
  tensorIn,
  writeImages,
} from "../support/services/pixel-model.ts";

let home: TemporaryFolder;
let folder: string;
beforeEach(async () => {
  home = await temporaryFolder();
  folder = join(home.path, "in");
  await mkdir(folder);
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

const KSERVE = ["--protocol", "kserve-v2", "--model", "m"];
const VIDEO = fixtureVideoPath(CFR_VIDEO.fileName);

async function cli(to: string, ...words: readonly string[]): Promise<CommandExit> {
  return await runCommand([...words, ...KSERVE, "--to", to], home.path);
}

describe("--tensor-size, --tensor-fit and their like", () => {
  test("make pixels of the frames of a video as run says", async () => {
    const images = { name: "images", datatype: "UINT8", shape: [1, -1, -1, 3] };
    await using model = await startPixelModel({ inputs: [images], maxBatchSize: 0 });
    const tensor = ["--tensor-size", "32x32", "--tensor-fit", "letterbox"];
    const words = [...tensor, "--tensor-channels", "bgr", "--every", "50"];
    const { exitCode, stderr } = await cli(model.url, "run", VIDEO, ...words);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringContaining("letterboxed to 32x32, BGR in NHWC, from 0 to 255"),
    ]);
    const tensors = inferences(model).map(tensorIn);
    expect(tensors.map(({ shape, datatype }) => [shape, datatype])).toEqual(
      [1, 2].map(() => [[1, 32, 32, 3], "UINT8"]),
    );
    for (const { numbers } of tensors) {
      // A video of 16:9 leaves seven rows free above and below.
      expect(numbers.slice(0, 7 * 32 * 3)).toEqual(Array(7 * 32 * 3).fill(114));
      expect(new Set(numbers.slice(8 * 32 * 3, 24 * 32 * 3)).size).toBeGreaterThan(8);
    }
  });

  test("make pixels as watch says, and resubmit in the words that it is given", async () => {
    let isBroken = true;
    await using model = await startPixelModel({
      infer: () => (isBroken ? { status: 422, body: { error: "not now" } } : undefined),
    });
    await writeImages(folder, 1);
    const options = ["--tensor-mean", "10,20,30", "--tensor-std", "2"];
    const first = await cli(model.url, "watch", folder, "--until-idle", "300ms", ...options);
    expect([first.exitCode, first.stderr]).toEqual([
      3,
      expect.stringContaining("--tensor-mean 10,20,30 --tensor-std 2"),
    ]);
    isBroken = false;
    const again = await runCommand(["resubmit", folder, ...KSERVE, ...options], home.path);
    expect(again.exitCode).toBe(0);
    const less = [10, 20, 30];
    const values = samplesOf(0).map((sample, place) => (sample - (less[place % 3] ?? 0)) / 2);
    expect(inferences(model).map(tensorIn)).toEqual(
      [1, 2].map(() => ({ shape: [1, 3, 2, 4], datatype: "FP32", numbers: inPlanes(values) })),
    );
  });
});

test.each([["send"], ["doctor"]])(
  "%s ends with 2 for a model that cannot be fed, and says how it can",
  async (command) => {
    const open = { name: "images", datatype: "FP32", shape: [-1, 3, -1, -1] };
    await using model = await startPixelModel({ inputs: [open] });
    await writeImages(folder, 1);
    const words = command === "send" ? [folder] : ["--state", home.path];
    const { exitCode, stdout, stderr } = await cli(model.url, command, ...words);
    const said = command === "send" ? stderr : stdout;
    expect(said).toContain(
      "the input images takes FP32 [-1,3,-1,-1], which leaves height and width open",
    );
    expect(said).toContain("say them, such as --tensor-size 640x640");
    expect(said).not.toContain("check that the service runs");
    expect([exitCode, inferences(model)]).toEqual([2, []]);
  },
);
