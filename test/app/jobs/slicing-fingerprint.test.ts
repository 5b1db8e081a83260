import { expect, test } from "vitest";
import { fingerprintOf } from "../../../src/app/jobs/slicing-fingerprint.ts";
import { runSchema } from "../../../src/options/run-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";

const VERSION = { byteLength: 123, modifiedAtMs: 456 };

function fingerprint(options: object): string {
  const all = { video: "a.mp4", to: "http://127.0.0.1/", ...options };
  return fingerprintOf(VERSION, checkOptions(runSchema, all as never));
}

test("a job that an earlier version left half done goes on, and sends nothing twice", () => {
  // As 0.1.0 put it on record.
  expect(fingerprint({})).toBe(
    '{"byteLength":123,"modifiedAtMs":456,"framesPerSecond":null,"everyNth":1,"startSeconds":0,"durationSeconds":null,"widthPixels":null,"heightPixels":null,"format":"jpg","quality":null}',
  );
});

test("other pixels are another slicing", () => {
  const all = [{}, { squarePixels: true }, { toneMap: true }, { format: "png" }].map(fingerprint);
  expect(new Set(all).size).toBe(all.length);
});
