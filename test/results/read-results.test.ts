import { appendFileSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readResults } from "../../src/results/read-results.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { sampleResult } from "../support/samples/sample-result.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const at = (name: string): string => join(folder.path, name);
const line = (frame: string, response: unknown = null): string =>
  `${JSON.stringify(sampleResult({ frame, response }))}\n`;

async function framesIn(name: string): Promise<readonly string[]> {
  const frames: string[] = [];
  for await (const { frame } of readResults(at(name))) frames.push(frame);
  return frames;
}

test("lines are read whole, however long they are and whatever they hold", async () => {
  const text = `${"ä".repeat(200_000)}\u2028\u2029\u0085`;
  writeFileSync(at("a.jsonl"), line("0.jpg", text) + line("1.jpg") + line("2.jpg", text));
  const responses: unknown[] = [];
  for await (const { response } of readResults(at("a.jsonl"))) responses.push(response);
  expect(responses).toEqual([text, null, text]);
});

test("gaps of a camera are no results, and told by themselves", async () => {
  const gap = { type: "gap", source: "rtsp://c/1", reason: "it closed the stream", gapMs: 5 };
  writeFileSync(at("a.jsonl"), `${JSON.stringify(gap)}\n${line("0.jpg")}${JSON.stringify(gap)}\n`);
  expect(await framesIn("a.jsonl")).toEqual(["0.jpg"]);
  const gaps: unknown[] = [];
  for await (const { frame } of readResults(at("a.jsonl"), (each) => gaps.push(each)))
    expect(frame).toBe("0.jpg");
  expect(gaps).toEqual([gap, gap]);
});

test("beginnings and ends of motions are no results", async () => {
  const started = { type: "motionStarted", source: "clip.mp4", frame: "0.jpg", share: 0.1 };
  const ended = { type: "motionEnded", source: "clip.mp4", frame: "0.jpg", frames: 1 };
  const lines = [started, ended].map((each) => `${JSON.stringify(each)}\n`);
  writeFileSync(at("a.jsonl"), `${lines[0] ?? ""}${line("0.jpg")}${lines[1] ?? ""}`);
  expect(await framesIn("a.jsonl")).toEqual(["0.jpg"]);
});

test("half a line at the end is left out, and a whole one without a line break is not", async () => {
  writeFileSync(at("a.jsonl"), line("0.jpg") + line("1.jpg").trimEnd());
  expect(await framesIn("a.jsonl")).toEqual(["0.jpg", "1.jpg"]);
  appendFileSync(at("a.jsonl"), `\n\n${line("2.jpg").slice(0, 30)}`);
  expect(await framesIn("a.jsonl")).toEqual(["0.jpg", "1.jpg"]);
  writeFileSync(at("a.jsonl"), "");
  expect(await framesIn("a.jsonl")).toEqual([]);
});

test("what is added meanwhile is left out", async () => {
  writeFileSync(at("a.jsonl"), line("0.jpg"));
  const frames: string[] = [];
  for await (const { frame } of readResults(at("a.jsonl"))) {
    frames.push(frame);
    if (frames.length < 10) appendFileSync(at("a.jsonl"), line("more.jpg"));
  }
  expect(frames).toEqual(["0.jpg"]);
});

test.each([
  ["no JSON", "{\n"],
  ["another object", '{"frame":"0.jpg"}\n'],
  ["no object", "null\n"],
  [
    "detections without boxes",
    line("1.jpg").replace('"predictions":null', '"predictions":{"detections":[{}]}'),
  ],
  [
    "predictions as text",
    line("1.jpg").replace('"predictions":null', '"predictions":{"detections":"cat"}'),
  ],
])("a line that holds %s is named by its number", async (_, other) => {
  writeFileSync(at("a.jsonl"), line("0.jpg") + other + line("1.jpg"));
  await expect(framesIn("a.jsonl")).rejects.toMatchObject({
    code: "ERR_RESULTS_UNREADABLE",
    message: `line 2 of ${at("a.jsonl")} is no line of results`,
  });
});

test("a file that cannot be read is named with the reason", async () => {
  mkdirSync(at("folder.jsonl"));
  const code = "ERR_RESULTS_UNREADABLE";
  await expect(framesIn("gone.jsonl")).rejects.toMatchObject({
    code,
    message: `the results ${at("gone.jsonl")} cannot be read: no such file or directory`,
  });
  await expect(framesIn("folder.jsonl")).rejects.toMatchObject({ code });
});
