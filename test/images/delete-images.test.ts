import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import { DeleteImages } from "../../src/images/delete-images.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { frameOfFile } from "../support/samples/sample-frame.ts";
import { landedFrame } from "../support/frames/landed-frame.ts";

test("an image that is as it was delivered is deleted", async () => {
  await using folder = await temporaryFolder();
  const frame = landedFrame(folder.path, "cam/a.jpg");
  await new DeleteImages(() => {}).afterDelivery(frame);
  expect(existsSync(frame.path)).toBe(false);
});

test("an image that was rewritten since its delivery stays, without a word", async () => {
  await using folder = await temporaryFolder();
  const frame = landedFrame(folder.path, "a.jpg", "first");
  writeFileSync(frame.path, "second, and longer");
  const events: RunEvent[] = [];
  await new DeleteImages((event) => events.push(event)).afterDelivery(frame);
  expect(readFileSync(frame.path, "utf8")).toBe("second, and longer");
  expect(events).toEqual([]);
});

test("an image that is gone already needs no deleting", async () => {
  await using folder = await temporaryFolder();
  const frame = landedFrame(folder.path, "a.jpg");
  rmSync(frame.path);
  const events: RunEvent[] = [];
  await new DeleteImages((event) => events.push(event)).afterDelivery(frame);
  expect(events).toEqual([]);
});

test("images that cannot be deleted are reported once, however many they are", async () => {
  await using folder = await temporaryFolder();
  const events: RunEvent[] = [];
  const images = new DeleteImages((event) => events.push(event));
  for (const name of ["a.jpg", "b.jpg"]) {
    // Nobody, root neither, can unlink a folder.
    mkdirSync(join(folder.path, name));
    await images.afterDelivery(frameOfFile(folder.path, name));
    expect(existsSync(join(folder.path, name))).toBe(true);
  }
  expect(events).toMatchObject([
    { type: "warningRaised", message: expect.stringContaining("cannot be deleted") },
  ]);
});
