import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { exportResults } from "../src/index.ts";
import { temporaryFolder, type TemporaryFolder } from "./support/files/temporary-folder.ts";
import { sampleResult } from "./support/samples/sample-result.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
  const box = { x: 1, y: 2, width: 3, height: 4 };
  const predictions = {
    detections: [{ label: "cat", confidence: 0.9, box }],
    classes: [{ label: "indoors", confidence: null }],
  };
  const lines = [
    sampleResult({ predictions }),
    sampleResult({ frame: "1.jpg", index: 1, outcome: "failed", reason: "status 500" }),
    sampleResult({ frame: "1.jpg", index: 1, outcome: "skipped", reason: "changed" }),
    sampleResult({ predictions }),
  ];
  writeFileSync(at("a.jsonl"), lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const at = (name: string): string => join(folder.path, name);

test("exportResults writes a file, and resolves to what it holds", async () => {
  const sources = [at("a.jsonl")];
  const report = await exportResults({ sources, format: "csv", output: at("a.csv") });
  expect(report).toEqual({ frames: 1, failed: 1, detections: 2, withoutBox: 1, superseded: 1 });
  expect(readFileSync(at("a.csv"), "utf8").split("\r\n").slice(1, -1)).toEqual([
    "clip.mp4,frame_00000000.jpg,0,0,cat,0.9,1,2,3,4,,",
    "clip.mp4,frame_00000000.jpg,0,0,indoors,,,,,,,",
  ]);
  const options = { imageSize: { width: 10, height: 10 }, minConfidence: "50%" };
  const yolo = { sources, format: "yolo", output: at("labels"), ...options } as const;
  expect(await exportResults(yolo)).toMatchObject({ detections: 1, withoutBox: 0 });
  expect(readdirSync(at("labels"))).toEqual(["classes.txt", "frame_00000000.txt"]);
});

test("exportResults rejects with the reason of its signal, and leaves nothing", async () => {
  const reason = new Error("enough");
  const options = { sources: [at("a.jsonl")], format: "csv", output: at("a.csv") } as const;
  const aborted = exportResults({ ...options, signal: AbortSignal.abort(reason) });
  await expect(aborted).rejects.toBe(reason);
  expect(readdirSync(folder.path)).toEqual(["a.jsonl"]);
});

test("exportResults names options as the library does", async () => {
  const options = { sources: [at("a.jsonl")], format: "coco", output: at("a.json") } as const;
  await expect(exportResults(options)).rejects.toMatchObject({
    code: "ERR_OPTION",
    remedy: expect.stringContaining("`imageSize`") as string,
  });
});
