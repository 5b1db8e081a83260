import { readdirSync, rmdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/core/concurrency/clock.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import { Recorder, type RecorderSettings } from "../../../src/slicer/recording/recorder.ts";
import { SegmentFile } from "../../../src/slicer/recording/segment-file.ts";
import { SegmentWriter } from "../../../src/slicer/recording/segment-writer.ts";
import { PATIENT } from "../../support/cameras/camera-run.ts";
import { smallDisk, whyNoSmallDisk } from "../../support/files/small-disk.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const noDisk = await whyNoSmallDisk();
const HEADER = { ebml: Buffer.from("ebml"), tracks: Buffer.from("tracks"), videoTrack: 1 };
const SOURCE = "rtsp://camera/1";
const WEEK_MS = 7 * 86_400_000;

async function opened(
  folder: string,
  settings: Partial<RecorderSettings> = {},
): Promise<{ recorder: Recorder; events: readonly RunEvent[] }> {
  const events: RunEvent[] = [];
  const usual = { folder, source: SOURCE, segmentMs: 600_000, limits: null, minFreeBytes: 0 };
  const emit = (event: RunEvent): void => void events.push(event);
  const recorder = await Recorder.open({ ...usual, ...settings }, { clock: systemClock, emit });
  return { recorder, events };
}

/** A file that the recorder writes. @param source the camera that it is of. */
function begun(recorder: Recorder, source = SOURCE): SegmentFile {
  const start = recorder.newSegment();
  const file = new SegmentFile(start.path, 0, { header: HEADER, source, startedAtMs: Date.now() });
  recorder.opened(file, start);
  return file;
}

/** A file of an earlier recording, which ended a month ago. */
async function recordedBefore(recorder: Recorder, byteLength: number, source?: string) {
  const file = begun(recorder, source);
  file.writer.write(Buffer.alloc(byteLength));
  file.finish();
  await file.writer.closed;
  const monthAgo = Date.now() / 1000 - 30 * 86_400;
  utimesSync(file.path, monthAgo, monthAgo);
  return file.path;
}

const typesOf = (events: readonly RunEvent[]): readonly string[] => events.map(({ type }) => type);

describe("a recording", () => {
  test("pauses while its disk takes less than comes, and then goes on", async () => {
    await using folder = await temporaryFolder();
    const { recorder, events } = await opened(folder.path);
    await using _ = recorder;
    const slow = begun(recorder);
    expect(recorder.mayRecord()).toBe(true);
    for (let count = 0; count < 65; count += 1) slow.writer.write(Buffer.alloc(1024 * 1024));
    expect(recorder.mayRecord()).toBe(false);
    expect(events).toMatchObject([
      { type: "recordingPaused", reason: "its disk takes less than the camera sends" },
    ]);
    slow.finish();
    await slow.writer.closed;
    await expect.poll(() => recorder.mayRecord(), PATIENT).toBe(true);
    const next = begun(recorder);
    await expect.poll(() => typesOf(events), PATIENT).toContain("recordingResumed");
    next.finish();
    expect(statSync(slow.path).size).toBeGreaterThan(65 * 1024 * 1024);
  });

  test("of a folder that was taken away pauses, and makes no other folder of its name", async () => {
    await using folder = await temporaryFolder();
    const { recorder, events } = await opened(join(folder.path, "disk"));
    await using _ = recorder;
    rmdirSync(join(folder.path, "disk"));
    begun(recorder);
    await expect
      .poll(() => events, PATIENT)
      .toMatchObject([{ type: "recordingPaused", reason: "no such file or directory" }]);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  test("is removed by its age when it begins, that of other cameras and of other programs is not", async () => {
    await using folder = await temporaryFolder();
    const before = await opened(folder.path);
    const own = await recordedBefore(before.recorder, 1000);
    const others = await recordedBefore(before.recorder, 1000, "rtsp://camera/2");
    const foreign = join(folder.path, "2020-01-01T00-00-00.000Z.mkv");
    writeFileSync(foreign, "of somebody else");
    await before.recorder[Symbol.asyncDispose]();
    const limits = { ageMs: WEEK_MS, sizeBytes: null };
    await using _ = (await opened(folder.path, { limits })).recorder;
    const left = readdirSync(folder.path).map((name) => join(folder.path, name));
    expect(left.toSorted()).toEqual([foreign, others].toSorted());
    expect(left).not.toContain(own);
  });

  test.skipIf(noDisk !== undefined)(
    "removes its oldest files while its disk is nearly full, but without a limit it pauses",
    async () => {
      await using disk = await smallDisk(8_000_000);
      const before = await opened(disk.path);
      const paths = [3_000_000, 1_000_000, 1_000_000].map(
        async (bytes) => await recordedBefore(before.recorder, bytes),
      );
      const [oldest, ...rest] = await Promise.all(paths);
      await before.recorder[Symbol.asyncDispose]();
      const minFreeBytes = 2_000_000;
      const unlimited = await opened(disk.path, { minFreeBytes });
      expect(unlimited.events).toMatchObject([
        { type: "recordingPaused", reason: "its disk is nearly full" },
      ]);
      await unlimited.recorder[Symbol.asyncDispose]();
      const limits = { ageMs: null, sizeBytes: 100e6 };
      const limited = await opened(disk.path, { minFreeBytes, limits });
      expect(limited.events).toMatchObject([
        { type: "warningRaised", message: expect.stringContaining("1 of its oldest files went") },
      ]);
      expect(limited.recorder.mayRecord()).toBe(true);
      await limited.recorder[Symbol.asyncDispose]();
      const left = readdirSync(disk.path).map((name) => join(disk.path, name));
      expect(left.toSorted()).toEqual(rest.toSorted());
      expect(left).not.toContain(oldest);
    },
  );
});

test.skipIf(noDisk !== undefined)(
  "a file that its disk cannot take ends with the last whole element",
  async () => {
    await using disk = await smallDisk(1_000_000);
    const path = join(disk.path, "full.mkv");
    const writer = new SegmentWriter(path);
    const element = Buffer.alloc(300_000);
    writer.write(element);
    await expect.poll(() => writer.writtenBytes, PATIENT).toBe(300_000);
    for (let count = 0; count < 9; count += 1) writer.write(element);
    await expect(writer.closed).rejects.toMatchObject({ code: "ENOSPC" });
    expect(statSync(path).size).toBe(writer.writtenBytes);
    expect(statSync(path).size % element.length).toBe(0);
  },
);
