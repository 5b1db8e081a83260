import { DatabaseSync } from "node:sqlite";
import { describe, expect, test } from "vitest";
import { cuesOf } from "../../src/export/cues.ts";
import type { NamedFrame } from "../../src/export/export-frame.ts";
import { subRip, webVtt } from "../../src/export/subtitles.ts";
import { frameAt, found } from "./sample-frame.ts";

/** The cues of frames with these labels; `null` is a failed one. */
function cues(...frames: readonly (NamedFrame | readonly string[] | null)[]): readonly string[] {
  const all = frames.map((frame, index) => {
    if (frame === null) return frameAt(index, { isDelivered: false });
    return "frame" in frame ? frame : frameAt(index, { findings: found(...frame) });
  });
  return [...cuesOf(all)].map(
    ({ startSeconds, endSeconds, label }) =>
      `${label} ${startSeconds.toFixed(1)}-${endSeconds.toFixed(1)}`,
  );
}

describe("a cue", () => {
  test("lasts from the first frame with its label to the first without", () => {
    expect(cues([], ["cat"], ["cat"], [], [])).toEqual(["cat 0.1-0.3"]);
    expect(cues(["cat"], [], ["cat"], [])).toEqual(["cat 0.0-0.1", "cat 0.2-0.3"]);
  });

  test("is one for each label, however often a frame has it", () => {
    expect(cues(["cat", "cat"], ["cat", "dog"], ["dog"], [])).toEqual([
      "cat 0.0-0.2",
      "dog 0.1-0.3",
    ]);
  });

  test("lasts through frames that failed, of which nothing is known", () => {
    expect(cues(["cat"], null, ["cat"], null, [])).toEqual(["cat 0.0-0.4"]);
    expect(cues(null, null, ["cat"], [])).toEqual(["cat 0.2-0.3"]);
  });

  test("ends a frame's time behind the last one, and where frames are missing", () => {
    expect(cues(["cat"], ["cat"])).toEqual(["cat 0.0-0.2"]);
    expect(cues(["cat"])).toEqual(["cat 0.0-1.0"]);
    const later = (index: number) => frameAt(index, { findings: found("cat") });
    expect(cues(["cat"], ["cat"], later(600), later(601), frameAt(602))).toEqual([
      "cat 0.0-0.2",
      "cat 60.0-60.2",
    ]);
  });

  test("follows the times of the frames, as far apart as they are", () => {
    const at = (index: number, ptsSeconds: number, ...labels: readonly string[]) =>
      frameAt(index, { ptsSeconds, findings: found(...labels) });
    expect(cues(at(0, 0, "cat"), at(1, 10), at(2, 10.5, "dog"), at(3, 30, "dog"))).toEqual([
      "cat 0.0-10.0",
      "dog 10.5-49.5",
    ]);
  });
});

const NESTED = [
  frameAt(0, { findings: found("always") }),
  frameAt(1, { findings: found("always", "<b>&\n\ncat --> dog") }),
  frameAt(36_000, { ptsSeconds: 3661.5, index: 2, findings: found("always") }),
];

test("SubRip has numbered cues in the order of their starts, each label on a line", () => {
  expect([...subRip(NESTED, new DatabaseSync(""))].join("")).toBe(
    "1\n00:00:00,000 --> 02:02:02,900\nalways\n\n" +
      "2\n00:00:00,100 --> 01:01:01,500\n<b>& cat → dog\n\n",
  );
});

test("WebVTT has cues without markup of a service", () => {
  expect([...webVtt(NESTED, new DatabaseSync(""))].join("")).toBe(
    "WEBVTT\n\n00:00:00.000 --> 02:02:02.900\nalways\n\n" +
      "00:00:00.100 --> 01:01:01.500\n&lt;b&gt;&amp; cat --&gt; dog\n\n",
  );
});

test("subtitles name a label without a name, and show control characters as codes", () => {
  const frames = [frameAt(0, { findings: found(" ", "\u001B[31mred\u202Edlo") })];
  for (const format of [subRip, webVtt]) {
    const text = [...format(frames, new DatabaseSync(""))].join("");
    expect(text).toContain("\n(no name)\n");
    expect(text).toContain("\n\\u001b[31mred\\u202edlo\n");
  }
});
