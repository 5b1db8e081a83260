import { appendFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { type CommandExit, PROGRAM, startProgram } from "../../support/program/command-run.ts";
import { sampleResult } from "../../support/samples/sample-result.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
  mkdirSync(at("in", "cam1"), { recursive: true });
  await image("a.jpg");
  await image("cam1", "b.png");
  await image("c.webp");
  await image("d.tif");
  await image("unsent.jpg");
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const at = (...parts: readonly string[]): string => join(folder.path, ...parts);

async function image(...parts: readonly string[]): Promise<void> {
  const create = { width: 300, height: 200, channels: 3, background: "#808080" } as const;
  await sharp({ create }).toFile(at("in", ...parts));
}

async function annotate(...words: readonly string[]): Promise<CommandExit> {
  const line = [...PROGRAM, "annotate", ...words];
  return await startProgram(line, at("state"), { cwd: folder.path }).ended;
}

const BOX = { x: 100, y: 100, width: 50, height: 50 };

function writeResults(labels: Readonly<Record<string, string>>): void {
  const lines = Object.entries(labels).map(([frame, label]) => {
    const detections = [{ label, confidence: 0.5, box: BOX }];
    const fields = { source: "in", frame, index: null, ptsSeconds: null };
    return `${JSON.stringify(sampleResult({ ...fields, predictions: { detections } }))}\n`;
  });
  writeFileSync(at("a.jsonl"), lines.join(""));
}

function addFailed(frame: string): void {
  const fields = { source: "in", frame, index: null, ptsSeconds: null, outcome: "failed" } as const;
  const refused = {
    status: null,
    attempts: 0,
    response: null,
    reason: "it is a text file, not an image",
  };
  appendFileSync(at("a.jsonl"), `${JSON.stringify(sampleResult({ ...fields, ...refused }))}\n`);
}

/** Number of pixels that are no longer as they were, allowing for what an encoder does. */
async function changedPixels(...parts: readonly string[]): Promise<number> {
  const pixels = await sharp(at(...parts))
    .removeAlpha()
    .raw()
    .toBuffer();
  let count = 0;
  for (let place = 0; place < pixels.length; place += 3) {
    const far = [0, 1, 2].map((channel) => Math.abs((pixels[place + channel] ?? 0) - 128));
    if (Math.max(...far) > 24) count += 1;
  }
  return count;
}

const ALL = { "a.jpg": "cat", "cam1/b.png": "dog", "c.webp": "cow", "d.tif": "ant" };

describe("a folder of images", () => {
  test("becomes a folder of images with boxes, in the same format where it can be written", async () => {
    writeResults(ALL);
    const { exitCode, stderr } = await annotate("in", "--results", "a.jsonl", "-o", "out");
    expect(stderr).toBe("✔ 4 images written to out, with 4 detections of 4 results drawn\n");
    expect(exitCode).toBe(0);
    const written = readdirSync(at("out"), { recursive: true, encoding: "utf8" });
    expect(written.toSorted()).toEqual(["a.jpg", "c.webp", "cam1", "cam1/b.png", "d.tif.png"]);
    for (const name of ["a.jpg", "c.webp", "cam1/b.png", "d.tif.png"]) {
      const { width, height } = await sharp(at("out", name)).metadata();
      expect([width, height]).toEqual([300, 200]);
      expect(await changedPixels("out", name)).toBeGreaterThan(300);
    }
    expect(await changedPixels("in", "a.jpg")).toBe(0);
  });

  test("that has lost an image is told so, and has the others", async () => {
    writeResults(ALL);
    rmSync(at("in", "c.webp"));
    const { exitCode, stderr } = await annotate("in", "--results", "a.jsonl", "-o", "out");
    expect(stderr).toContain("1 image with a result is left out: in/c.webp is gone");
    expect(exitCode).toBe(4);
    expect(readdirSync(at("out"))).toHaveLength(3);
  });

  test("leaves out a failed frame that is no image, and says so as an export does", async () => {
    writeResults(ALL);
    writeFileSync(at("in", "note.jpg"), "no image");
    addFailed("note.jpg");
    const { exitCode, stderr } = await annotate("in", "--results", "a.jsonl", "-o", "out");
    expect(stderr).toBe(
      "✔ 4 images written to out, with 4 detections of 4 results drawn\n  1 failed frame is left out\n",
    );
    expect(exitCode).toBe(0);
  });

  test("of which a failed frame is gone is told so", async () => {
    writeResults(ALL);
    addFailed("gone.jpg");
    const { exitCode, stderr } = await annotate("in", "--results", "a.jsonl", "-o", "out");
    expect(stderr).toContain("in/gone.jpg is gone");
    expect(exitCode).toBe(4);
  });

  test("with only failed frames that are no images says that they are none", async () => {
    writeFileSync(at("in", "note.jpg"), "no image");
    writeFileSync(at("a.jsonl"), "");
    addFailed("note.jpg");
    const { exitCode, stderr } = await annotate("in", "--results", "a.jsonl", "-o", "out");
    expect(stderr).toContain("1 frame failed, and what was sent is no image");
    expect(exitCode).toBe(4);
  });

  test("says of how many results nothing was drawn, where no label is the one that was asked for", async () => {
    writeResults(ALL);
    const words = ["in", "--results", "a.jsonl", "--label", "nope", "-o", "out", "--json"];
    const { exitCode, stderr, stdout } = await annotate(...words);
    expect(stderr).toBe(
      "■ 4 images written to out, with 0 detections of 4 results drawn\n" +
        "  no answer holds a detection of these labels and confidence in a form that is known\n",
    );
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ results: 4, drawn: 0, failed: 0, missing: 0 });
  });

  test("of which no image is left makes no folder", async () => {
    writeResults({ "x.jpg": "cat" });
    const { exitCode, stderr } = await annotate("in", "--results", "a.jsonl", "-o", "out");
    expect(stderr).toContain("no image of in could be annotated: in/x.jpg is gone");
    expect(exitCode).toBe(4);
    expect(readdirSync(folder.path).toSorted()).toEqual(["a.jsonl", "in"]);
  });

  test("is never written into a folder that holds something", async () => {
    writeResults(ALL);
    const { exitCode, stderr } = await annotate("in", "--results", "a.jsonl", "-o", "in/cam1");
    expect(stderr).toMatch(/the folder .* is not empty/u);
    expect(exitCode).toBe(2);
  });

  // Text of librsvg and Pango, of ffmpeg's filters, of XML and of terminals.
  test.each([
    ["HTML", "<img src=x onerror=alert(1)>"],
    ["quotes and a percent sign", "100% 'sure' \"so\""],
    ["the end of the SVG", "</svg><script>&amp;&#0;"],
    ["control characters", "\u0007\u001B[31mred\u202Edlo"],
    ["half a character", "\uD800 half"],
    ["what filters of ffmpeg understand", "%{pts}:\\,;[in]"],
    ["other scripts", "猫 кот قطة 😀"],
    ["very many letters", "x".repeat(5000)],
    ["nothing", ""],
  ])("with a label of %s is drawn all the same", async (_, label) => {
    writeResults({ "a.jpg": label });
    const { exitCode, stderr } = await annotate("in", "--results", "a.jsonl", "-o", "out");
    expect(stderr).toMatch(/^✔ 1 image written to out, with 1 detection of 1 result drawn\n$/u);
    expect(exitCode).toBe(0);
    expect(await changedPixels("out", "a.jpg")).toBeGreaterThan(150);
  });
});
