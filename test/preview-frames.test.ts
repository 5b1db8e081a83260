import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import sharp from "sharp";
import { CFR_VIDEO } from "../scripts/fixtures/fixture-videos.ts";
import { previewFrames, type PreviewProgress } from "../src/index.ts";
import { temporaryFolder, type TemporaryFolder } from "./support/files/temporary-folder.ts";
import { sheetFigures } from "./support/preview/sheet-figures.ts";
import { landMotionFrame } from "./support/selection/motion-frames.ts";
import { fixtureVideoPath } from "./support/videos/decoded-video.ts";

const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

let home: TemporaryFolder;
beforeEach(async () => {
  home = await temporaryFolder();
});
afterEach(async () => await home[Symbol.asyncDispose]());

const at = (...parts: readonly string[]): string => join(home.path, ...parts);

describe("previewFrames", () => {
  test("counts first, takes pictures then, and tells how far it is", async () => {
    const told: PreviewProgress[] = [];
    const output = at("sheet.html");
    const report = await previewFrames({
      ...{ sources: [CFR], every: 10, maxFrames: 3, output },
      onProgress: (progress) => told.push(progress),
    });
    expect(report).toMatchObject({ output, sent: 10, shown: 3, warnings: [] });
    expect(told.map(({ stage, done }) => `${stage} ${done}`)).toEqual([
      ...Array.from({ length: 10 }, (_, index) => `counting ${index + 1}`),
      ...["pictures 0", "pictures 1", "pictures 2"],
    ]);
  });

  test("rejects with the reason of its signal, and leaves nothing", async () => {
    const reason = new Error("enough");
    for (const [stage, motion] of [
      ["pictures", null],
      ["counting", "1%"],
    ] as const) {
      const stop = new AbortController();
      const aborted = previewFrames({
        ...{ sources: [CFR], motion, output: at("sheet.html"), signal: stop.signal },
        onProgress: (progress) => {
          if (progress.stage === stage) stop.abort(reason);
        },
      });
      await expect(aborted).rejects.toBe(reason);
      expect(readdirSync(home.path)).toEqual([]);
    }
  });

  test("makes a picture, if its name says so, which the next one replaces", async () => {
    await landMotionFrame(at("in/0.jpg"), 0, []);
    await landMotionFrame(at("in/1.jpg"), 1, []);
    const output = at("sheet.jpg");
    for (const maxFrames of [2, 1])
      expect((await previewFrames({ sources: [at("in")], maxFrames, output })).shown).toBe(
        maxFrames,
      );
    const { width, height, format } = await sharp(output).metadata();
    expect(format).toBe("jpeg");
    expect([(width ?? 0) > 700, (height ?? 0) > 150]).toEqual([true, true]);
  });

  test("shows images of folders, files and lists, and as left out what is not whole", async () => {
    for (const [index, name] of ["in/a.jpg", "in/deep/b.jpg", "c.jpg", "d.jpg"].entries())
      await landMotionFrame(at(name), index, []);
    writeFileSync(at("in/cut.jpg"), readFileSync(at("c.jpg")).subarray(0, 60));
    const list = (async function* () {
      yield at("d.jpg");
    })();
    const output = at("sheet.html");
    const sources = [at("in"), at("c.jpg"), "-"];
    const report = await previewFrames({ sources, list, batch: 3, output });
    const counts = { sent: 4, requests: 2, shown: 5, skippedBy: { "not whole": 1 }, isExact: true };
    expect(report).toMatchObject({ ...counts, complete: true });
    const captions = (await sheetFigures(output)).map(({ caption }) => basename(caption));
    expect(captions.toSorted()).toEqual([
      ...["a.jpg", "b.jpg", "c.jpg", "cut.jpg · left out: not whole", "d.jpg"],
    ]);
    expect(readFileSync(output, "utf8")).toContain(
      "4 frames would be sent, 1 is left out: not whole 1",
    );
  });
});

describe("a preview is refused", () => {
  test.each<[readonly string[], object, code: string, message: string]>([
    [["missing.mp4"], {}, "ERR_SOURCE_MISSING", "there is no file or folder"],
    [["in"], { fps: 2 }, "ERR_OPTION", "`fps` is for videos, and these are images"],
    [["in"], { atSeconds: [2] }, "ERR_OPTION", "`atSeconds` is for videos"],
    [["in"], { scene: 0.3 }, "ERR_OPTION", "`scene` is for videos"],
    [["in"], { nearestKeyframe: true }, "ERR_OPTION", "`nearestKeyframe` is for videos"],
    [["in"], { preMs: "2s" }, "ERR_OPTION", "`preMs` has a meaning only beside `motion`"],
    [
      ["in"],
      { motion: "1%", order: "newest" },
      "ERR_OPTION",
      '`order: "newest"` contradicts `motion`',
    ],
    [["rtsp://127.0.0.1/1"], {}, "ERR_OPTION", "a preview is of frames that are there"],
    [["in"], { output: "sheet.gif" }, "ERR_OPTION", "has the name of neither"],
    [["in"], { output: "other.html" }, "ERR_OPTION", "which is no earlier preview"],
    [["in/a.jpg"], { output: "in/a.jpg" }, "ERR_OPTION", "which is no earlier preview"],
    [["empty"], {}, "ERR_SOURCE_MISSING", "there is no image in"],
    [[CFR, "in"], {}, "ERR_OPTION", "a preview of a video is of no other source"],
    [[CFR], { every: "10s", fps: 2 }, "ERR_OPTION", "both say how many frames"],
    [[CFR], { regions: ["0,0,1,1"] }, "ERR_OPTION", "`regions` has a meaning only beside"],
    [[CFR], { atLeastEveryMs: "2s" }, "ERR_OPTION", "where no rule leaves frames out"],
    [
      [CFR],
      { nearestKeyframe: true, every: "2s", skipSimilar: "2%" },
      "ERR_OPTION",
      "jumps over the frames that `skipSimilar` compares",
    ],
  ])("for %j %j", async (names, options, code, message) => {
    await landMotionFrame(at("in/a.jpg"), 0, []);
    await landMotionFrame(at("empty/x/a.jpg.keep"), 0, []);
    writeFileSync(at("other.html"), "<!doctype html><title>mine</title>");
    const sources = names.map((name) => (/^(?:\/|rtsp)/u.test(name) ? name : at(name)));
    const { output = "sheet.html" } = options as { output?: string };
    const refused = previewFrames({ ...options, sources, output: at(output) });
    await expect(refused).rejects.toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
  });
});
