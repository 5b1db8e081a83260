import { describe, expect, test } from "vitest";
import { parseResultLine } from "../support/results/result-lines.ts";
import { misfitsOf, RESULTS_SCHEMA } from "../support/results/results-schema.ts";
import { sampleResult } from "../support/samples/sample-result.ts";

const BOX = { x: 1, y: 2.5, width: 3, height: 4 };
const UNSENT = { service: null, status: null, attempts: 0, latencyMs: null, response: null };

describe("the schema of a results line", () => {
  test.each([
    ["a delivered frame", {}],
    ["an image of no video", { index: null, ptsSeconds: null }],
    ["an answer of text", { response: "a cat" }],
    ["an empty answer", { response: null }],
    ["detections", { predictions: { detections: [{ label: "cat", confidence: 0.9, box: BOX }] } }],
    ["classes without confidence", { predictions: { classes: [{ label: "", confidence: null }] } }],
    ["a text", { predictions: { text: "a cat" } }],
    ["a frame that is recorded", { recording: { file: "/recorded/a.mkv", offsetSeconds: 1.5 } }],
    ["a frame that was rejected", { outcome: "failed", status: 422, reason: "status 422" }],
    ["a frame that was never sent", { ...UNSENT, outcome: "dropped", reason: "too many" }],
  ] as const)("takes %s", (_, fields) => {
    expect(misfitsOf(sampleResult(fields))).toEqual([]);
  });

  test("takes what a service adds to predictions, at every depth", () => {
    const box = { ...BOX, angle: 3 };
    const detection = { label: "cat", confidence: 0.9, box, track: 7 };
    const predictions = { detections: [detection], masks: [] };
    expect(misfitsOf({ ...sampleResult(), predictions })).toEqual([]);
  });

  test.each<readonly [string, object, RegExp]>([
    ["a field of its own that nobody knows", { found: [] }, /additional.*found/u],
    ["a source that is no text", { source: 7 }, /\/source.*string/u],
    ["a frame without a name", { frame: "" }, /\/frame/u],
    ["an index below 0", { index: -1 }, /\/index/u],
    ["an index that is no whole number", { index: 0.5 }, /\/index.*integer/u],
    ["a time as text", { ptsSeconds: "1" }, /\/ptsSeconds.*number/u],
    ["a recording without a place", { recording: { file: "/a.mkv" } }, /\/recording.*offset/u],
    ["an outcome that nobody knows", { outcome: "lost" }, /\/outcome/u],
    ["a status as text", { status: "200" }, /\/status.*integer/u],
    ["a status that is none", { status: 20 }, /\/status/u],
    ["attempts below 0", { attempts: -1 }, /\/attempts/u],
    ["a latency below 0", { latencyMs: -1 }, /\/latencyMs/u],
    ["predictions as a list", { predictions: [] }, /\/predictions/u],
    [
      "a detection without a box",
      { predictions: { detections: [{ label: "cat", confidence: 1 }] } },
      /\/detections\/0.*box/u,
    ],
    [
      "a box without a width",
      {
        predictions: { detections: [{ label: "", confidence: 1, box: { x: 1, y: 1, height: 1 } }] },
      },
      /width/u,
    ],
    ["a class without confidence", { predictions: { classes: [{ label: "" }] } }, /confidence/u],
    ["a delivered frame with a reason", { reason: "late" }, /\/reason/u],
    ["a delivered frame that was sent to nobody", { service: null }, /\/service/u],
    ["a delivered frame without attempts", { attempts: 0 }, /\/attempts/u],
    ["a failed frame without a reason", { outcome: "failed" }, /\/reason/u],
    [
      "a failed frame with predictions",
      { outcome: "failed", reason: "status 500", predictions: { text: "a cat" } },
      /\/predictions/u,
    ],
  ])("refuses %s", (_, fields, message) => {
    const line = { ...sampleResult(), ...fields };
    expect(misfitsOf(line).join("\n")).toMatch(message);
    expect(() => parseResultLine(JSON.stringify(line))).toThrow("no results line by its schema");
  });

  test.each(Object.keys(sampleResult()))("refuses a line without %s", (field) => {
    const { [field]: _, ...rest } = sampleResult() as unknown as Record<string, unknown>;
    expect(misfitsOf(rest).join("\n")).toMatch(new RegExp(`required.*${field}`, "u"));
  });

  test("describes each field, in the order of a line", () => {
    const { frame, gap } = RESULTS_SCHEMA["$defs"] as Record<string, LineSchema>;
    const properties = frame?.properties ?? {};
    const ofSome = [
      "site",
      "capturedAt",
      "recording",
      "captureToAnswerMs",
      "crop",
      "worker",
      "rule",
    ];
    const ofAll = Object.keys(properties).filter((name) => !ofSome.includes(name));
    expect(ofAll).toEqual(Object.keys(sampleResult()));
    expect(frame?.required).toEqual(Object.keys(sampleResult()));
    expect(gap?.required).toEqual(Object.keys(gap?.properties ?? {}));
    for (const { description } of Object.values(properties)) expect(description).toBeTruthy();
  });
});

interface LineSchema {
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
  readonly required: readonly string[];
}

describe("a line of a motion", () => {
  const place = { source: "clip.mp4", frame: "frame_00000030.jpg", index: 30, ptsSeconds: 3 };
  const started = { type: "motionStarted", ...place, share: 0.06 };
  const end = { startFrame: "frame_00000025.jpg", durationSeconds: 0.5, frames: 5 };
  const ended = { type: "motionEnded", ...place, ...end, peakShare: 0.1 };

  test("fits the schema, at its beginning and at its end", () => {
    expect([started, ended].flatMap(misfitsOf)).toEqual([]);
    expect(misfitsOf({ ...ended, capturedAt: "2026-12-01T10:26:20.115Z" })).toEqual([]);
  });

  test.each([
    ["share", started],
    ["frame", started],
    ["peakShare", ended],
    ["startFrame", ended],
  ])("without %s it does not", (field, line) => {
    const { [field]: _, ...rest } = line as Record<string, unknown>;
    expect(misfitsOf(rest).join("\n")).toMatch(new RegExp(`required.*${field}`, "u"));
  });
});

describe("a line of a gap", () => {
  const gap = {
    type: "gap",
    source: "rtsp://10.0.0.5/1",
    reason: "it closed the stream",
    from: "2026-12-01T10:26:13.482Z",
    to: null,
    gapMs: 12,
  };

  test("fits the schema, while the run goes on and when it has ended before", () => {
    expect(misfitsOf(gap)).toEqual([]);
    expect(misfitsOf({ ...gap, to: "2026-12-01T10:26:20.115Z" })).toEqual([]);
  });

  test.each([{ gapMs: -1 }, { from: "now" }, { frame: "a.jpg" }, { reason: undefined }])(
    "does not fit it with %j",
    (wrong) => expect(misfitsOf({ ...gap, ...wrong })).not.toEqual([]),
  );
});
