import { existsSync, mkdirSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { runVideo, tuneService } from "../../src/index.ts";
import { findFfmpegFor } from "../../src/slicer/find-ffmpeg.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/files/temporary-folder.ts";
import { limited, whyNotLimited } from "../support/program/limits.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { startCollector } from "../support/services/collector.ts";
import { BIN, startProgram } from "../support/program/command-run.ts";
import { slice } from "../support/stages/sliced.ts";

const VIDEO = fixtureVideoPath(CFR_VIDEO.fileName);
const TO = "http://127.0.0.1:9/predict";

let home: TemporaryFolder;
beforeAll(async () => {
  home = await temporaryFolder();
});
afterAll(async () => {
  await home[Symbol.asyncDispose]();
});

/** An ffmpeg that does what the lines of its script say, and lists its starts in a file beside it. */
async function scripted(name: string, ...lines: readonly string[]): Promise<string> {
  const path = join(home.path, name);
  const all = ["#!/bin/sh", `echo "$*" >> "${path}.starts"`, ...lines];
  await writeFile(path, `${all.join("\n")}\n`, { mode: 0o755 });
  return path;
}

async function startsOf(path: string): Promise<readonly string[]> {
  return (await readFile(`${path}.starts`, "utf8")).trimEnd().split("\n");
}

/** What a run of a video with this ffmpeg comes to. */
function run(
  ffmpegPath: string,
  to = TO,
  video = VIDEO,
): Promise<Awaited<ReturnType<typeof runVideo>["summary"]>> {
  const stateFolder = join(home.path, "state");
  return runVideo({ video, to, ffmpeg: ffmpegPath, state: stateFolder, restart: true, every: 50 })
    .summary;
}

describe("a run starts ffmpeg", () => {
  test("twice: once for its version and the video's header, once to slice", async () => {
    await using service = await startCollector();
    const path = await scripted("counted", 'exec ffmpeg "$@"');
    expect(await run(path, service.url)).toMatchObject({ delivered: 2, problems: [] });
    const starts = await startsOf(path);
    expect(starts).toHaveLength(2);
    expect(starts[0]).toMatch(/ -i file:\S+$/u);
  });

  test("once more where a script keeps its first words to itself", async () => {
    const path = await scripted("tacit", 'exec ffmpeg -hide_banner "$@"');
    const found = await findFfmpegFor(VIDEO, path);
    const plain = await findFfmpegFor(VIDEO, "ffmpeg");
    expect(found).toEqual({ ...plain, ffmpeg: { ...plain.ffmpeg, path } });
    expect(await startsOf(path)).toHaveLength(2);
  });

  test("never for a path that holds no video that can be read", async (context) => {
    const path = await scripted("unwanted", 'exec ffmpeg "$@"');
    mkdirSync(join(home.path, "folder.mp4"));
    for (const [video, problem] of [
      [join(home.path, "nowhere.mp4"), { code: "ERR_VIDEO_MISSING", kind: "source" }],
      [join(home.path, "folder.mp4"), { code: "ERR_OPTION", kind: "usage" }],
    ] as const) {
      await expect(run(path, TO, video)).rejects.toMatchObject(problem);
      await expect(tuneService({ to: TO, video, ffmpeg: path })).rejects.toMatchObject(problem);
    }
    expect(existsSync(`${path}.starts`)).toBe(false);
    const whyNot = whyNotLimited({ kind: "permissionsHold" });
    if (whyNot !== undefined) context.skip(whyNot);
    const hidden = join(home.path, "hidden.mp4");
    await writeFile(hidden, await readFile(VIDEO), { mode: 0 });
    const words = [BIN, "run", hidden, "--to", TO, "--ffmpeg", path];
    const line = limited({ kind: "permissionsHold" }, [process.execPath, ...words]);
    const { exitCode, stderr } = await startProgram(line, home.path).ended;
    expect(stderr).toContain(`the video ${hidden} cannot be accessed: permission denied`);
    expect(exitCode).toBe(4);
    expect(existsSync(`${path}.starts`)).toBe(false);
  });
});

describe("an ffmpeg that crashes is told from a bad video", () => {
  const crashed = (where: string): object => ({
    code: "ERR_FFMPEG_CRASHED",
    kind: "environment",
    message: `ffmpeg crashed with SIGSEGV ${where}`,
    remedy: expect.stringContaining("`ffmpeg`"),
  });

  test("while it reads the header", async () => {
    const path = await scripted("crash-1", 'ffmpeg "$@"', "kill -SEGV $$");
    await expect(run(path)).rejects.toMatchObject(
      crashed(`while it read the header of ${CFR_VIDEO.fileName}`),
    );
    expect(await startsOf(path)).toHaveLength(1);
  });

  test("before its first frame", async () => {
    const slicing = '*image2*) kill -SEGV $$ ;; *) exec ffmpeg "$@" ;;';
    const path = await scripted("crash-2", `case "$*" in ${slicing} esac`);
    await expect(run(path)).rejects.toMatchObject(
      crashed(`before it had written a frame of ${CFR_VIDEO.fileName}`),
    );
    expect(await startsOf(path)).toHaveLength(2);
  });

  test("behind a script that hands its code on", async () => {
    const slicing = '*image2*) sh -c "kill -SEGV \\$\\$"; exit $? ;; *) exec ffmpeg "$@" ;;';
    const path = await scripted("crash-3", `case "$*" in ${slicing} esac`);
    await expect(run(path)).rejects.toMatchObject({ code: "ERR_FFMPEG_CRASHED" });
  });
});

test("the times are the same where ffmpeg cannot add to what a frame has none of, as before 4.2", async () => {
  const sliced = await slice(VIDEO, home.path, {});
  const asBefore = await slice(VIDEO, home.path, {}, undefined, { addsMetadata: false });
  expect(sliced.times.at(-1)).toBeGreaterThan(0);
  expect(asBefore.times).toEqual(sliced.times);
});
