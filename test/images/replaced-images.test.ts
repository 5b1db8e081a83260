import fs, { readdirSync, readFileSync, renameSync, utimesSync, writeFileSync } from "node:fs";
import files from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Frame } from "../../src/core/frame/frame.ts";
import { DeleteImages } from "../../src/images/delete-images.ts";
import { MoveImages } from "../../src/images/move-images.ts";
import type { DeliveredImages } from "../../src/images/delivered-images.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { landedFrame } from "../support/frames/landed-frame.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

const SYSTEM = { rename: files.rename, link: files.link };
const SYSTEM_AT_ONCE = { renameSync };
afterEach(() => {
  Object.assign(files, SYSTEM);
  Object.assign(fs, SYSTEM_AT_ONCE);
  syncBuiltinESMExports();
});

/** Has another camera picture come at the worst moment: just before the program's next call of this kind. */
function landBefore(call: "rename" | "link", content: string): { readonly hasFired: boolean } {
  const state = { hasFired: false };
  const before = (from: unknown, to: unknown): void => {
    const isOurs = basename(String(call === "rename" ? from : to)) === "cam.jpg";
    if (!isOurs || state.hasFired) return;
    state.hasFired = true;
    writeFileSync(join(folder.path, "new"), content);
    // Cameras with whole seconds and fixed sizes: nothing but the file itself is another.
    utimesSync(join(folder.path, "new"), 1_700_000_000, 1_700_000_000);
    SYSTEM_AT_ONCE.renameSync(join(folder.path, "new"), join(folder.path, "in/cam.jpg"));
  };
  const original = SYSTEM[call];
  files[call] = async (from, to) => {
    before(from, to);
    await original(from, to);
  };
  if (call === "rename")
    fs.renameSync = (from, to) => {
      before(from, to);
      SYSTEM_AT_ONCE.renameSync(from, to);
    };
  syncBuiltinESMExports();
  return state;
}

const deliveredPicture = (content: string): Frame =>
  landedFrame(join(folder.path, "in"), "cam.jpg", content, 1_700_000_000_000);

const contents = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(join(folder.path, "in")).map((name) => [
      name,
      readFileSync(join(folder.path, "in", name), "utf8"),
    ]),
  );

describe.each<[string, () => DeliveredImages]>([
  ["--delete", () => new DeleteImages(() => {})],
  ["--move-to", () => new MoveImages(join(folder.path, "done"), () => {})],
])("P41: with %s", (_, open) => {
  test("a picture that is renamed over the delivered one after the last look stays", async () => {
    const frame = deliveredPicture("one");
    const fault = landBefore("rename", "two");
    await open().afterDelivery(frame);
    expect(fault.hasFired).toBe(true);
    expect(contents()).toEqual({ "cam.jpg": "two" });
  });

  test("both stay when a third takes the name while the second gets it back", async () => {
    const frame = deliveredPicture("one");
    const images = open();
    const second = landBefore("rename", "two");
    const third = { hasFired: false };
    files.link = async (from, to) => {
      if (second.hasFired && !third.hasFired) {
        third.hasFired = true;
        writeFileSync(join(folder.path, "in/cam.jpg"), "three");
      }
      await SYSTEM.link(from, to);
    };
    syncBuiltinESMExports();
    await images.afterDelivery(frame);
    expect([second.hasFired, third.hasFired]).toEqual([true, true]);
    expect(contents()).toEqual({ "cam.jpg": "three", "cam~1.jpg": "two" });
  });

  test("one that replaced it before with the same size and time stays", async () => {
    const frame = deliveredPicture("one");
    writeFileSync(join(folder.path, "new"), "two");
    utimesSync(join(folder.path, "new"), 1_700_000_000, 1_700_000_000);
    renameSync(join(folder.path, "new"), frame.path);
    await open().afterDelivery(frame);
    expect(contents()).toEqual({ "cam.jpg": "two" });
  });
});

test("P41: a move brings nothing into the target folder that was not delivered", async () => {
  const frame = deliveredPicture("one");
  const fault = landBefore("link", "two");
  await new MoveImages(join(folder.path, "done"), () => {}).afterDelivery(frame);
  expect(fault.hasFired).toBe(true);
  expect(contents()).toEqual({ "cam.jpg": "two" });
  expect(readdirSync(join(folder.path, "done"))).toEqual([]);
});
