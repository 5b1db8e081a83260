import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { deepstackStub } from "../services/stubs/deepstack.ts";
import { Stub } from "../services/stubs/stub.ts";
import { torchserveStub } from "../services/stubs/torchserve.ts";
import { startCollector } from "../support/services/collector.ts";
import { imageOf } from "../support/program/delivery-command.ts";
import { runCommand, startCommand } from "../support/program/command-run.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

let home: TemporaryFolder;
let folder: string;
beforeEach(async () => {
  home = await temporaryFolder();
  folder = join(home.path, "in");
  mkdirSync(folder);
  writeFileSync(join(folder, "small.jpg"), imageOf("small"));
  writeFileSync(join(folder, "large.jpg"), imageOf("large".repeat(1000)));
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

describe("among the options of a protocol", () => {
  test("--wait-ready waits at the start, and says for what", async () => {
    await using stub = await Stub.start(deepstackStub);
    stub.isReady = false;
    const words = ["-p", "deepstack", "--to", stub.url, "--wait-ready", "30s"];
    const run = startCommand(["send", folder, ...words], home.path);
    const waiting = 'which is not ready: it answers 200: {"success":false}';
    await expect.poll(() => run.stderr).toContain(waiting);
    expect(stub.images).toEqual([]);
    stub.isReady = true;
    expect((await run.ended).exitCode).toBe(0);
    expect([stub.images.length, stub.violations]).toEqual([2, []]);
  });

  test("the largest image of the service keeps larger ones from being sent", async () => {
    await using stub = await Stub.start(torchserveStub);
    const words = ["-p", "torchserve", "--to", stub.url, "--model", "resnet-18", "--json"];
    const limit = ["--param", "max_request_size=2000"];
    const { exitCode, stdout } = await runCommand(["send", folder, ...words, ...limit], home.path);
    expect(exitCode).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      delivered: 1,
      failures: [
        {
          reason: expect.stringMatching(
            /^the image has \d+ bytes, but the service takes at most 2000/u,
          ),
        },
      ],
    });
    expect([stub.images.length, stub.violations]).toEqual([1, []]);
  });

  test("--metadata describes each frame of a video", async () => {
    await using service = await startCollector();
    const words = ["--every", "50", "--metadata", "-p", "raw"];
    await runCommand(["run", CFR, "--to", service.url, ...words], home.path);
    const told = service.requests.map(({ headers }) => [
      headers["x-frame-index"],
      headers["x-frame-pts"],
      headers["x-frame-source"],
    ]);
    expect(new Set(told.map(String))).toEqual(new Set([`0,0,${CFR}`, `1,2,${CFR}`]));
  });

  test("the timeout that a protocol has of itself is shown by a dry run", async () => {
    const deadline = async (...words: readonly string[]): Promise<string> => {
      const plan = ["send", folder, "--to", "http://h/", "--dry-run", ...words];
      return (await runCommand(plan, home.path)).stdout;
    };
    expect(await deadline("-p", "ollama", "--model", "m")).toContain("each at most 120 s");
    expect(await deadline("-p", "deepstack")).toContain("each at most 30 s");
    expect(await deadline("-p", "deepstack", "--timeout", "7s")).toContain("each at most 7 s");
  });
});
