import { describe, expect, test } from "vitest";
import {
  annotateResults,
  collectResults,
  exportResults,
  forgetJobs,
  listFailures,
  listJobs,
  pruneJobs,
  previewFrames,
  reportResults,
  resubmitFrames,
  runVideo,
  sendFiles,
  tuneService,
  watchFolders,
  workFrames,
} from "../src/index.ts";
import * as library from "../src/index.ts";

/** What programs without types may hand in. */
type Loose = (options?: unknown) => Promise<unknown>;

const TO = "http://127.0.0.1:9/";

/** Each function, with options that fit, and one that does not: its name, value and what is said of it. */
const FUNCTIONS: Readonly<Record<string, readonly [run: Loose, good: object, ...bad: Misfit[]]>> = {
  runVideo: [
    runVideo as Loose,
    { video: "clip.mp4", to: TO },
    ["to", "nonsense", "to: "],
    ["signal", {}, "signal: must be an AbortSignal"],
    ["quality", 90, "`quality` has no effect on png", { format: "png" }],
  ],
  watchFolders: [
    watchFolders as Loose,
    { folders: ["in"], to: TO },
    ["folders", [], "folders: must name at least 1"],
    ["folders", [""], "folders: must not be empty"],
    ["folders", ["in", "in/sub"], "in/sub is, or lies in, in"],
    ["signal", "stop", "signal: must be an AbortSignal"],
  ],
  workFrames: [
    workFrames as Loose,
    { broker: "nats://127.0.0.1:9/frames", to: TO },
    ["broker", "http://127.0.0.1:9/", "broker: must be the address of a broker"],
    ["to", "nats://127.0.0.1:9/frames", "not to a broker once more"],
    ["untilIdleMs", "soon", "untilIdleMs: "],
    ["maxFrames", 0, "maxFrames: must be at least 1"],
    ["signal", "stop", "signal: must be an AbortSignal"],
  ],
  collectResults: [
    collectResults as Loose,
    { broker: "nats://127.0.0.1:9/frames" },
    ["broker", "http://127.0.0.1:9/", "broker: must be the address of a broker"],
    ["follow", "perhaps", "follow: must be true or false"],
    ["results", "", "results: must not be empty"],
    ["onResult", "log", "onResult: must be a function"],
    ["onWarning", "log", "onWarning: must be a function"],
    ["signal", "stop", "signal: must be an AbortSignal"],
  ],
  sendFiles: [
    sendFiles as Loose,
    { paths: ["a.jpg"], to: TO },
    ["paths", [], "there is nothing to send"],
    ["list", ["a.jpg"], "list: must be an async iterable of paths"],
    ["signal", null, "signal: must be an AbortSignal"],
  ],
  tuneService: [
    tuneService as Loose,
    { to: TO },
    ["maxSeconds", -1, "maxSeconds: must be above 0"],
    ["onEvent", "log", "onEvent: must be a function"],
    ["signal", 1, "signal: must be an AbortSignal"],
  ],
  resubmitFrames: [
    resubmitFrames as Loose,
    { sources: ["clip.mp4"] },
    ["sources", [], "sources: must name at least 1"],
    ["retries", -1, "retries: "],
    ["signal", true, "signal: must be an AbortSignal"],
  ],
  listFailures: [
    listFailures as Loose,
    { sources: ["clip.mp4"] },
    ["sources", [], "sources: must name at least 1"],
    ["maxFrames", 0, "maxFrames: must be at least 1"],
  ],
  annotateResults: [
    annotateResults as Loose,
    { source: "clip.mp4", output: "found.mp4" },
    ["source", "", "source: must not be empty"],
    ["output", undefined, "output: must be given"],
    ["holdMs", "long", "holdMs: must be a length of time"],
    ["onProgress", "log", "onProgress: must be a function"],
    ["signal", 1, "signal: must be an AbortSignal"],
  ],
  previewFrames: [
    previewFrames as Loose,
    { sources: ["clip.mp4"] },
    ["sources", [], "sources: must name at least 1"],
    ["output", "", "output: must not be empty"],
    ["maxFrames", 501, "maxFrames: must be at most 500"],
    ["pricePerThousand", 0, "pricePerThousand: must be above 0"],
    ["list", ["a.jpg"], "list: must be an async iterable"],
    ["onProgress", "log", "onProgress: must be a function"],
    ["signal", 1, "signal: must be an AbortSignal"],
  ],
  reportResults: [
    reportResults as Loose,
    { sources: ["a.jsonl"] },
    ["sources", [], "sources: must name at least 1"],
    ["output", "", "output: must not be empty"],
    ["signal", 1, "signal: must be an AbortSignal"],
  ],
  exportResults: [
    exportResults as Loose,
    { sources: ["a.jsonl"], format: "csv", output: "a.csv" },
    ["sources", [], "sources: must name at least 1"],
    ["format", "xml", "format: must be one of csv, coco, yolo, srt, vtt"],
    ["output", undefined, "output: must be given"],
    ["minConfidence", 2, "minConfidence: must lie between 0 and 1"],
    ["imageSize", "big", "imageSize: must be a size in pixels"],
    ["signal", 1, "signal: must be an AbortSignal"],
  ],
  listJobs: [listJobs as Loose, {}, ["state", 7, "state: "]],
  forgetJobs: [
    forgetJobs as Loose,
    { sources: ["clip.mp4"] },
    ["sources", [], "sources: must name at least 1"],
    ["withFailures", "perhaps", "withFailures: must be true or false"],
  ],
  pruneJobs: [pruneJobs as Loose, {}, ["olderThanMs", "soon", "olderThanMs: "]],
};

type Misfit = readonly [name: string, value: unknown, message: string, besides?: object];

const MISFITS = Object.entries(FUNCTIONS).flatMap(([name, [run, good, ...bad]]) =>
  [...bad, ["nosuchoption", 1, "nosuchoption"] as const].map(
    (misfit) => [name, misfit[0], run, good, misfit] as const,
  ),
);

describe("options that do not fit", () => {
  test("are tried at every function that the library exports", () => {
    const isClass = (name: string): boolean => /^[A-Z]/u.test(name);
    const exported = Object.keys(library).filter((name) => !isClass(name));
    expect(Object.keys(FUNCTIONS).toSorted()).toEqual(exported.toSorted());
  });

  test.each(MISFITS)("reject what %s returns, which throws nothing: %s", async (...row) => {
    const [, , run, good, [key, value, message, besides]] = row;
    const returned = run({ ...good, ...besides, [key]: value });
    await expect(returned).rejects.toMatchObject({
      name: "FrameferryError",
      code: "ERR_OPTION",
      kind: "usage",
      message: expect.stringContaining(message),
    });
  });

  const inNeed = Object.entries(FUNCTIONS).filter(([, [, good]]) => Object.keys(good).length > 0);
  test.each(inNeed)("reject what %s returns where none are given at all", async (_, [run]) => {
    await expect(run()).rejects.toMatchObject({ code: "ERR_OPTION" });
    await expect(run("clip.mp4")).rejects.toMatchObject({ code: "ERR_OPTION" });
  });
});
