import { readdirSync } from "node:fs";
import { copyFile, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { sendFiles } from "../../src/index.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { roboflowStub } from "../services/stubs/roboflow.ts";
import { Stub } from "../services/stubs/stub.ts";
import { type Collector, startCollector } from "../support/services/collector.ts";
import { resultLines } from "../support/results/result-lines.ts";
import { runCommand } from "../support/program/command-run.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

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

/** Width and height of an image, in a word. */
async function sizeOf(image: Buffer | string | undefined): Promise<string> {
  const { width, height } = await sharp(image).metadata();
  return `${width}x${height}`;
}

async function sizesAt({ requests }: Collector): Promise<readonly string[]> {
  return await Promise.all(requests.map(async ({ parts }) => await sizeOf(parts[0]?.bytes)));
}

async function putImage(name: string, width: number, height: number): Promise<string> {
  const create = { width, height, channels: 3 as const, background: "teal" };
  await sharp({ create }).toFile(join(folder, name));
  return join(folder, name);
}

describe("--resize", () => {
  test("shrinks what run sends, and not what it keeps", async () => {
    await using service = await startCollector();
    const words = ["--resize", "100x100", "--every", "50", "--frames", folder];
    const { exitCode } = await runCommand(["run", CFR, "--to", service.url, ...words], home.path);
    expect(exitCode).toBe(0);
    expect(await sizesAt(service)).toEqual(["100x56", "100x56"]);
    for (const name of readdirSync(folder))
      expect(await sizeOf(join(folder, name))).toBe("320x180");
  });

  test("shrinks what watch sends, and leaves alone what fits", async () => {
    await using service = await startCollector();
    await putImage("a.png", 400, 400);
    await putImage("b.jpg", 100, 50);
    const words = ["--resize", "100x100", "--until-idle", "300ms", "--order", "name"];
    await runCommand(["watch", folder, "--to", service.url, "-c", "1", ...words], home.path);
    expect(await sizesAt(service)).toEqual(["100x100", "100x50"]);
  });

  test("shrinks what resubmit sends, under the same idempotency key", async () => {
    await using service = await startCollector({
      answer: (_, number) => (number === 0 ? { status: 413, body: "too large" } : {}),
    });
    await putImage("a.jpg", 400, 200);
    const first = await runCommand(["send", folder, "--to", service.url], home.path);
    expect(first.exitCode).toBe(3);
    await runCommand(["resubmit", folder, "--resize", "100x100"], home.path);
    expect(await sizesAt(service)).toEqual(["400x200", "100x50"]);
    const [one, other] = service.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(one).toBe(other);
  });

  test("leaves boxes in pixels of the frame, in the results and for the library", async () => {
    await using stub = await Stub.start(roboflowStub);
    const image = await putImage("a.jpg", 640, 480);
    const service = { to: stub.url, protocol: "roboflow", model: "cats/1" } as const;
    const size = { width: 320, height: 320 };
    const run = sendFiles({
      paths: [image],
      ...service,
      resize: size,
      state: home.path,
    });
    const [line] = await resultLines((await run.summary).results);
    expect([await sizeOf(stub.images[0]), stub.violations]).toEqual(["320x240", []]);
    expect(line?.["predictions"]).toEqual({
      detections: [
        { label: "cat", confidence: 0.9, box: { x: 160, y: 100, width: 80, height: 40 } },
      ],
    });
  });

  test("fails a frame that cannot be decoded, with its reason, and holds up no other", async () => {
    await using service = await startCollector();
    await putImage("a.png", 400, 400);
    const whole = await sharp(await putImage("b.png", 400, 400)).toBuffer();
    // Still framed as a whole PNG, with another length of its rows.
    whole.writeUInt32BE(399, 16);
    await writeFile(join(folder, "b.png"), whole);
    await copyFile(join(folder, "a.png"), join(folder, "c.png"));
    const words = ["send", folder, "--to", service.url, "--resize", "100x100", "--json"];
    const { exitCode, stdout } = await runCommand(words, home.path);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      delivered: 2,
      failures: [{ reason: expect.stringMatching(/^the image cannot be shrunk: \w/u), count: 1 }],
    });
    expect(await sizesAt(service)).toEqual(["100x100", "100x100"]);
    const { stdout: parked } = await runCommand(["failures", folder], home.path);
    expect(parked).toContain("the image cannot be shrunk");
  });

  test("is shown by a dry run, and a usage error where it is no size", async () => {
    const words = ["send", folder, "--to", "http://h/", "--resize"];
    const plan = await runCommand([...words, "100x50", "--dry-run"], home.path);
    expect(plan.stdout).toContain("shrunk to fit into 100x50");
    const json = await runCommand([...words, "100x50", "--dry-run", "--json"], home.path);
    expect(JSON.parse(json.stdout)).toMatchObject({ resize: { width: 100, height: 50 } });
    for (const size of ["100", "100x", "0x5", "x", "1.5x2", "70000x1"]) {
      const { exitCode, stderr } = await runCommand([...words, size], home.path);
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringContaining("--resize: must be a size in pixels, such as 640x480"),
      ]);
    }
  });
});
