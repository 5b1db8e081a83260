import { appendFileSync, closeSync, ftruncateSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { digestOf } from "../../support/files/digest-of.ts";
import { WatchCommand } from "../../support/program/watch-command.ts";

const IMAGE = frameImage(1, 6);
const HALF = IMAGE.length >> 1;

test("P14: empty, cut and reserved images fail with a reason, and are taken up again when they change", async () => {
  await using folder = await temporaryFolder();
  const at = (name: string): string => join(folder.path, name);
  writeFileSync(at("empty.jpg"), "");
  writeFileSync(at("cut.jpg"), IMAGE.subarray(0, HALF));
  const reserved = openSync(at("reserved.jpg"), "w");
  ftruncateSync(reserved, IMAGE.length);
  closeSync(reserved);
  const words = ["--settle", "500ms", "-v", "--until-file", "DONE"];
  await using watch = await WatchCommand.start(folder.path, { words });
  for (const name of ["empty.jpg", "cut.jpg", "reserved.jpg"])
    await expect.poll(() => watch.stderr).toContain(`failed  ${name}`);
  expect(watch.service.requestCount).toBe(0);

  writeFileSync(at("empty.jpg"), frameImage(2));
  appendFileSync(at("cut.jpg"), IMAGE.subarray(HALF));
  writeFileSync(at("reserved.jpg"), frameImage(3), { flag: "r+" });
  // Changed, but by no means whole.
  writeFileSync(at("still-cut.jpg"), IMAGE.subarray(0, HALF));
  await expect.poll(() => watch.stderr).toContain("failed  still-cut.jpg");
  appendFileSync(at("still-cut.jpg"), IMAGE.subarray(HALF, HALF + 100));
  await expect.poll(() => watch.stderr.match(/failed {2}still-cut\.jpg/gu)).toHaveLength(2);
  writeFileSync(at("DONE"), "");
  const { exitCode, results, summary } = await watch.ended();

  expect(watch.images.toSorted((one, other) => (one.name < other.name ? -1 : 1))).toEqual([
    { name: "cut.jpg", digest: digestOf(IMAGE) },
    { name: "empty.jpg", digest: digestOf(frameImage(2)) },
    { name: "reserved.jpg", digest: digestOf(rewritten(frameImage(3), IMAGE.length)) },
  ]);
  const reasons = results.filter(({ outcome }) => outcome === "failed");
  expect(reasons.map(({ frame, reason }) => `${frame}: ${reason}`).toSorted()).toEqual([
    "cut.jpg: the JPEG has no end mark yet",
    "empty.jpg: the file is empty",
    "reserved.jpg: the file's first bytes are not written yet",
    "still-cut.jpg: the JPEG has no end mark yet",
    "still-cut.jpg: the JPEG has no end mark yet",
  ]);
  // P35: what came later takes back what failed before, and one file is still unfinished.
  expect([exitCode, summary.delivered, summary.failed, summary.skipped]).toEqual([3, 3, 1, 4]);
});

test("P14: an image whose writer rests for three seconds in its middle is sent once, when it is complete", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "slow.jpg");
  await using watch = await WatchCommand.start(folder.path, { words: ["--until-file", "DONE"] });
  writeFileSync(join(folder.path, "whole.jpg"), frameImage(2));
  await expect.poll(() => watch.names).toEqual(["whole.jpg"]);
  writeFileSync(path, IMAGE.subarray(0, HALF));
  await sleep(3000);
  expect(watch.service.requestCount).toBe(1);
  appendFileSync(path, IMAGE.subarray(HALF));
  writeFileSync(join(folder.path, "DONE"), "");
  const { exitCode, summary } = await watch.ended();
  expect(watch.images.slice(1)).toEqual([{ name: "slow.jpg", digest: digestOf(IMAGE) }]);
  expect([exitCode, summary.landed, summary.delivered]).toEqual([0, 2, 2]);
});

/** A shorter image over the beginning of reserved space: what is behind its end stays. */
function rewritten(image: Buffer, length: number): Buffer {
  return Buffer.concat([image, Buffer.alloc(length - image.length)]);
}
