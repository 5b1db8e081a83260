import { expect, test } from "vitest";
import { sourcePathInWords } from "../../../src/app/jobs/standard-input.ts";
import { uniqueTimestamp } from "../../../src/results/rotated-files.ts";

test("a video from standard input is shown with its directory and moment", () => {
  const name = `stdin-${uniqueTimestamp(new Date("2026-12-01T09:05:30Z"))}`;
  expect(sourcePathInWords(`/work/${name}`)).toBe(
    "standard input (in /work, 2026-12-01 09:05 UTC)",
  );
});

test("so is a list, with its directory", () => {
  expect(sourcePathInWords("/work/-")).toBe("standard input (in /work)");
});

test.each(["/work/clip.mp4", "/work/stdin-clip.mp4", "/stdin-2026/clip.mp4"])(
  "%s is a path like any other",
  (path) => {
    expect(sourcePathInWords(path)).toBe(path);
  },
);
