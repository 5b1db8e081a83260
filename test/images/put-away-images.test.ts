import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import type { Frame } from "../../src/core/frame/frame.ts";
import { CopyFailedImages } from "../../src/images/copy-failed-images.ts";
import { MoveImages } from "../../src/images/move-images.ts";
import { frameOfFile } from "../support/samples/sample-frame.ts";
import { sampleResult } from "../support/samples/sample-result.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";

const FAILED = sampleResult({ outcome: "failed", status: 400, reason: "not a cat" });

let folder: TemporaryFolder;
let goal: string;
let warnings: string[];
const emit = (event: RunEvent): void => {
  if (event.type === "warningRaised") warnings.push(event.message);
};
beforeEach(async () => {
  folder = await temporaryFolder();
  goal = join(folder.path, "aside");
  warnings = [];
});
afterEach(async () => {
  await folder[Symbol.asyncDispose]();
});

async function imageOf(relativePath: string, content = relativePath): Promise<Frame> {
  const path = join(folder.path, "in", relativePath);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return frameOfFile(join(folder.path, "in"), relativePath);
}

const contentOf = async (name: string): Promise<string> => await readFile(join(goal, name), "utf8");

type Put = (frame: Frame) => Promise<void>;

function mover(): Put {
  const images = new MoveImages(goal, emit);
  return async (frame) => await images.afterDelivery(frame);
}

function copier(): Put {
  const images = new CopyFailedImages(goal, emit);
  return async (frame) => void (await images.afterFailure(frame, FAILED));
}

describe.each([
  ["moved", mover],
  ["copied", copier],
])("an image that is %s", (_, open) => {
  let put: Put;
  beforeEach(() => {
    put = open();
  });

  test("has the same path below the folder", async () => {
    await put(await imageOf("cam/day 1/a.jpg"));
    expect(await contentOf("cam/day 1/a.jpg")).toBe("cam/day 1/a.jpg");
  });

  test("takes nobody's place", async () => {
    for (const content of ["one", "two", "three"]) await put(await imageOf("a.b.jpg", content));
    expect(await Promise.all(["a.b.jpg", "a.b~1.jpg", "a.b~2.jpg"].map(contentOf))).toEqual([
      "one",
      "two",
      "three",
    ]);
  });

  test("does not follow a link in its place", async () => {
    await mkdir(goal);
    await symlink(join(folder.path, "elsewhere"), join(goal, "a.jpg"));
    await put(await imageOf("a.jpg"));
    expect(await contentOf("a~1.jpg")).toBe("a.jpg");
    expect(existsSync(join(folder.path, "elsewhere"))).toBe(false);
  });

  test("stays in the folder although its path leads out of it", async () => {
    await put({ ...(await imageOf("a.jpg")), relativePath: "../../a.jpg" });
    expect(readdirSync(folder.path).toSorted()).toEqual(["aside", "in"]);
    expect(readdirSync(goal)).toContain("a.jpg");
  });

  test("is left alone once its content is another, or gone", async () => {
    const changed = await imageOf("changed.jpg", "old");
    await writeFile(changed.path, "newer");
    const gone = await imageOf("gone.jpg");
    await rm(gone.path);
    await put(changed);
    await put(gone);
    expect(existsSync(goal)).toBe(false);
    expect(await readFile(changed.path, "utf8")).toBe("newer");
    expect(warnings).toEqual([]);
  });

  test("stays where it is if it lies there already", async () => {
    await mkdir(goal);
    await writeFile(join(goal, "a.jpg"), "a");
    await put(frameOfFile(goal, "a.jpg"));
    expect(readdirSync(goal)).toEqual(["a.jpg"]);
  });

  test.each([
    { what: "255 bytes", name: `${"n".repeat(251)}.jpg` },
    { what: "255 bytes of two each", name: `${"ä".repeat(125)}n.jpg` },
    { what: "251 bytes", name: `${"n".repeat(247)}.jpg` },
    { what: "a dot and no extension", name: `${"n".repeat(100)}.${"m".repeat(154)}` },
  ])("has a name that fits, if its own is of $what", async ({ name }) => {
    const frames = [await imageOf(name, "one"), await imageOf(name, "two")];
    // The second one lands when the first is done with.
    for (const frame of frames) {
      await writeFile(frame.path, frame === frames[0] ? "one" : "two");
      await put(frameOfFile(join(folder.path, "in"), name));
    }
    expect(warnings).toEqual([]);
    const images = readdirSync(goal).filter((kept) => !kept.endsWith(".json"));
    expect(images.map((kept) => Buffer.byteLength(kept) <= 255)).toEqual([true, true]);
    expect(images.every((kept) => !kept.includes("\uFFFD") && !kept.startsWith("."))).toBe(true);
    expect(images.map((kept) => kept.slice(0, 50))).toEqual([name.slice(0, 50), name.slice(0, 50)]);
    if (name.endsWith(".jpg")) expect(images.every((kept) => kept.endsWith(".jpg"))).toBe(true);
    expect((await Promise.all(images.map(contentOf))).toSorted()).toEqual(["one", "two"]);
  });

  test("stays where that is impossible, which is said once", async () => {
    await writeFile(goal, "a file in the place of the folder");
    for (const frame of [await imageOf("a.jpg"), await imageOf("b.jpg")]) {
      await put(frame);
      expect(existsSync(frame.path)).toBe(true);
    }
    expect(warnings).toEqual([expect.stringContaining(goal)]);
  });
});

describe("a failed image that is copied", () => {
  test("stays, and its copy has its result beside it", async () => {
    const frame = await imageOf("cam/a.jpg");
    await new CopyFailedImages(goal, emit).afterFailure(frame, FAILED);
    expect(await readFile(frame.path, "utf8")).toBe("cam/a.jpg");
    expect(readdirSync(join(goal, "cam")).toSorted()).toEqual(["a.jpg", "a.jpg.json"]);
    expect(JSON.parse(await contentOf("cam/a.jpg.json"))).toEqual(FAILED);
  });

  test("is a copy of its own: what is written into the first does not reach it", async () => {
    const frame = await imageOf("a.jpg", "first");
    await new CopyFailedImages(goal, emit).afterFailure(frame, FAILED);
    await writeFile(frame.path, "later");
    expect(await contentOf("a.jpg")).toBe("first");
  });

  test("has one copy, whatever a killed run has done of it", async () => {
    const frame = await imageOf("a.jpg");
    for (const done of ["nothing", "the note", "both"]) {
      if (done === "the note") await rm(join(goal, "a.jpg"));
      expect(await new CopyFailedImages(goal, emit).afterFailure(frame, FAILED)).toBe(true);
      expect(readdirSync(goal).toSorted()).toEqual(["a.jpg", "a.jpg.json"]);
    }
    expect(warnings).toEqual([]);
  });

  test("is still to be copied if that was impossible", async () => {
    await writeFile(goal, "a file in the place of the folder");
    const images = new CopyFailedImages(goal, emit);
    expect(await images.afterFailure(await imageOf("a.jpg"), FAILED)).toBe(false);
  });

  test("leaves a note alone that somebody kept without its image", async () => {
    await mkdir(goal);
    await writeFile(join(goal, "a.jpg.json"), "mine");
    await new CopyFailedImages(goal, emit).afterFailure(await imageOf("a.jpg"), FAILED);
    expect(await contentOf("a.jpg.json")).toBe("mine");
    expect(readdirSync(goal).toSorted()).toEqual(["a.jpg.json", "a~1.jpg", "a~1.jpg.json"]);
  });
});
