import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { frameIndexOfImage } from "../support/frames/frame-index-of-image.ts";
import { writeFrames } from "../support/frames/frame-writer.ts";
import { WatchCommand } from "../support/program/watch-command.ts";

const WRITERS = 8;
const FRAMES_EACH = 2500;
/** Of so many images one is decoded; the others are compared by their digests. */
const DECODED_EVERY = 40;

test("20,000 frames that 8 programs write at once in 9 ways into nested folders are each delivered exactly once", async () => {
  await using folder = await temporaryFolder();
  const words = ["--until-file", "DONE", "--concurrency", "32"];
  await using watch = await WatchCommand.start(folder.path, { words });
  const writing = Array.from({ length: WRITERS }, (_, writer) => {
    const numbers = ["--from", `${writer * FRAMES_EACH}`, "--count", `${FRAMES_EACH}`];
    // Half of them rest a little between two steps, so that their files are unfinished for longer.
    return writeFrames(folder.path, ["--nested", "--pause", `${writer % 2}`, ...numbers]);
  });
  const written = (await Promise.all(writing)).flat();
  writeFileSync(join(folder.path, "DONE"), "");
  const { exitCode, summary } = await watch.ended();

  const indices = new Map(written.map(({ digest, index }) => [digest, index]));
  expect(indices.size).toBe(WRITERS * FRAMES_EACH);
  const arrived = watch.images.map(({ digest }) => indices.get(digest) ?? -1);
  arrived.sort((one, other) => one - other);
  expect(arrived).toEqual(Array.from(arrived, (_, index) => index));
  expect(arrived).toHaveLength(WRITERS * FRAMES_EACH);

  for (const [at, { parts }] of watch.service.requests.entries()) {
    if (at % DECODED_EVERY !== 0) continue;
    const index = await frameIndexOfImage(parts[0]?.bytes ?? Buffer.alloc(0));
    expect(index).toBe(indices.get(watch.images[at]?.digest ?? ""));
  }
  expect([exitCode, summary.delivered, summary.failed]).toEqual([0, arrived.length, 0]);
});
