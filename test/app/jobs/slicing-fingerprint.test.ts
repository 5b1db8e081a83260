import { expect, test } from "vitest";
import { fingerprintOf } from "../../../src/app/jobs/slicing-fingerprint.ts";
import { sampled } from "../../../src/app/sources/sampling.ts";
import { runSchema } from "../../../src/options/run-options.ts";
import type { WantedFrames } from "../../../src/slicer/wanted-frames.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";

const VERSION = { byteLength: 123, modifiedAtMs: 456 };

function fingerprint(options: object): string {
  const all = { video: "a.mp4", to: "http://127.0.0.1/", ...options };
  return fingerprintOf(VERSION, sampled(checkOptions(runSchema, all as never)));
}

test("a job that an earlier version left half done goes on, and sends nothing twice", () => {
  // As 0.1.0 put it on record.
  expect(fingerprint({})).toBe(
    '{"byteLength":123,"modifiedAtMs":456,"framesPerSecond":null,"everyNth":1,"startSeconds":0,"durationSeconds":null,"widthPixels":null,"heightPixels":null,"format":"jpg","quality":null}',
  );
});

test("frames that are named one by one are a slicing of their own, whichever option names them", () => {
  const options = sampled(checkOptions(runSchema, { video: "a.mp4", to: "http://x/" }));
  const named = (wanted: WantedFrames | null) => fingerprintOf(VERSION, options, wanted);
  expect(named(null)).toBe(fingerprint({}));
  const long = Array.from({ length: 5000 }, (_, index) => index);
  const all = [
    named(null),
    named({ kind: "times", seconds: [1, 2.5] }),
    named({ kind: "indexes", indexes: [1, 2] }),
    named({ kind: "indexes", indexes: long }),
    named({ kind: "indexes", indexes: [...long.slice(1), 6000] }),
  ];
  expect(new Set(all).size).toBe(all.length);
  expect(all[1]).toContain('"atSeconds":"1,2.5"');
  expect(Math.max(...all.map((text) => text.length))).toBeLessThan(400);
});

test("other pixels are another slicing", () => {
  const all = [
    {},
    { squarePixels: true },
    { toneMap: true },
    { keyframes: true },
    { fps: 1 },
    { fps: 1, nearestKeyframe: true },
    { format: "png" },
  ].map(fingerprint);
  expect(new Set(all).size).toBe(all.length);
});
