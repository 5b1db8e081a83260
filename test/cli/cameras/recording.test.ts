import {
  copyFileSync,
  existsSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { FrameResult } from "../../../src/index.ts";
import { droppedEarly, moreFrames, PATIENT, saysSo } from "../../support/cameras/camera-run.ts";
import { openHttpStream } from "../../support/cameras/http-stream.ts";
import { openMjpegCamera } from "../../support/cameras/mjpeg-camera.ts";
import {
  indexesAt,
  indexesIn,
  probeFile,
  recordingsIn,
} from "../../support/cameras/recorded-film.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { SnapshotCamera } from "../../support/cameras/snapshot-camera.ts";
import { smallDisk, whyNoSmallDisk } from "../../support/files/small-disk.ts";
import { frameIndexOfImage } from "../../support/frames/frame-index-of-image.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { refusal } from "../../support/program/run-main.ts";

const noDisk = await whyNoSmallDisk();
const H264 = ["-c:v", "libx264", "-preset", "ultrafast", "-g", "5"];
const CLIP = new URL("../../../fixtures/videos/cfr.mp4", import.meta.url).pathname;

/** The index that each sent frame carries, by the name of its image. */
async function sentIndexes({ service }: DeliveryCommand): Promise<ReadonlyMap<string, number>> {
  const pairs = service.requests.map(async ({ parts }) => {
    const { fileName = "", bytes = Buffer.alloc(0) } = parts[0] ?? {};
    return [fileName, (await frameIndexOfImage(bytes)) ?? -1] as const;
  });
  return new Map(await Promise.all(pairs));
}

/** The first result in each file of a recording, and the last of all. */
function oneInEachFile(results: readonly FrameResult[]): readonly FrameResult[] {
  const byFile = Map.groupBy(results, ({ recording }) => recording?.file);
  return [...[...byFile.values()].flatMap(([first]) => first ?? []), ...results.slice(-1)];
}

function recordedBytes(disk: string): number {
  const folder = join(disk, "here");
  const paths = existsSync(folder) ? recordingsIn(folder) : [];
  return paths.reduce((sum, path) => sum + statSync(path).size, 0);
}

const framesOnly = (results: readonly FrameResult[]): readonly FrameResult[] =>
  results.filter((line) => !("type" in line));

describe("--record", () => {
  test("keeps the stream in files by the clock, where each result finds its frame, over a reconnect", async () => {
    await using camera = await RtspCamera.open();
    await using delivery = await DeliveryCommand.open();
    const folder = delivery.path("my recordings");
    const words = ["run", `rtsp://${camera.host}/live`, "--record", "my recordings"];
    const run = delivery.start([...words, "--segment", "2s"]);
    await expect.poll(() => recordingsIn(folder).length, PATIENT).toBeGreaterThan(1);
    camera.closePlayers();
    await saysSo(run, "is back after ");
    const beforeNext = recordingsIn(folder).length;
    await expect.poll(() => recordingsIn(folder).length, PATIENT).toBeGreaterThan(beforeNext);
    const { exitCode, summary, results } = await run.stop();
    expect(exitCode).toBe(0);
    const files = recordingsIn(folder);
    const bytes = files.reduce((sum, path) => sum + statSync(path).size, 0);
    const gaps = { count: 0, totalMs: 0, longestMs: 0 };
    expect(summary.recording).toEqual({ segments: files.length, bytes, gaps });
    const indexes = await Promise.all(files.map((path) => indexesIn(path)));
    // The camera may have closed its connection in the middle of a picture, which has no index then.
    const all = [...new Set(indexes.flat())].filter((index) => index !== undefined);
    expect(all).toEqual(all.toSorted((one, other) => one - other));
    // One hole for the gap of the camera, none between files.
    expect(all.slice(1).filter((index, at) => index !== (all[at] ?? 0) + 1).length).toBe(1);
    const sent = await sentIndexes(delivery);
    expect([...sent.values()].filter((index) => !all.includes(index))).toEqual([]);
    // What waited when the run was stopped was never sent.
    const placed = framesOnly(results).filter(
      ({ outcome, recording }) => outcome === "delivered" && recording !== undefined,
    );
    // On a slow machine, the first frames of a connection may wait for their packets in vain.
    expect(placed.length).toBeGreaterThan(framesOnly(results).length / 2);
    for (const { frame, recording } of oneInEachFile(placed)) {
      const { file = "", offsetSeconds = -1 } = recording ?? {};
      expect(files).toContain(file);
      expect(await indexesAt(file, offsetSeconds)).toContain(sent.get(frame));
    }
    const { format } = await probeFile(files[0] ?? "");
    expect(Number(format.duration)).toBeGreaterThan(0);
  });

  test("leaves what can be played when frameferry is killed, and the next run goes on beside it", async () => {
    await using camera = await RtspCamera.open();
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `rtsp://${camera.host}/live`, "--record", "recorded"];
    const killed = delivery.start(words);
    await moreFrames(delivery, 25);
    await killed.stop("SIGKILL");
    const [path = ""] = recordingsIn(delivery.path("recorded"));
    const bytes = readFileSync(path);
    const indexes = await indexesIn(path);
    expect(indexes.length).toBeGreaterThan(10);
    expect(indexes).toEqual(indexes.map((_, at) => (indexes[0] ?? -1) + at));
    const { exitCode, summary } = await delivery.run([...words, "--max-frames", "5"]);
    expect(exitCode).toBe(0);
    expect(summary.recording?.segments).toBe(1);
    expect(recordingsIn(delivery.path("recorded"))).toEqual([path, expect.any(String)]);
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test("keeps no more than --keep allows, and leaves what somebody else has recorded", async () => {
    await using camera = await RtspCamera.open();
    await using delivery = await DeliveryCommand.open();
    const folder = delivery.path("recorded");
    const words = ["run", `rtsp://${camera.host}/live`, "--record", "recorded"];
    await delivery.run([...words, "--max-frames", "10"]);
    const [own = ""] = recordingsIn(folder);
    const old = join(folder, "2020-01-01T00-00-00.000Z.mkv");
    const stranger = join(folder, "2020-01-02T00-00-00.000Z.mkv");
    copyFileSync(own, old);
    writeFileSync(stranger, "not by frameferry");
    for (const path of [old, stranger, own]) utimesSync(path, 1e9, 1e9);
    const limits = ["--keep", "1h", "--keep", "60kB"];
    const run = delivery.start([...words, "--segment", "1s", ...limits, "-v"]);
    await saysSo(run, "→");
    await expect.poll(() => existsSync(old), PATIENT).toBe(false);
    const told = (): number => run.stderr.split("recorded  /").length - 1;
    // Besides the stranger's, the file that is being written lies there, and has not been told.
    const removed = (): number => told() - (recordingsIn(folder).length - 2);
    await expect.poll(removed, PATIENT).toBeGreaterThan(1);
    const { exitCode, summary } = await run.stop();
    expect(exitCode).toBe(0);
    const left = recordingsIn(folder);
    expect(left).toContain(stranger);
    expect(left).not.toContain(own);
    expect(left.length - 1).toBeLessThan(summary.recording?.segments ?? 0);
    const bytes = left.slice(1).reduce((sum, path) => sum + statSync(path).size, 0);
    expect(bytes).toBeLessThan(summary.recording?.bytes ?? 0);
  });

  test.skipIf(noDisk !== undefined)(
    "goes on sending while the disk of the recording is full, tells it, and records again when there is room",
    async () => {
      await using camera = await RtspCamera.open();
      await using delivery = await DeliveryCommand.open();
      await using disk = await smallDisk(4_000_000);
      const filler = join(disk.path, "filler");
      const words = ["run", `rtsp://${camera.host}/live`, "--record", join(disk.path, "here")];
      const run = delivery.start([...words, "--min-free", "100kB"]);
      await saysSo(run, "→");
      await expect.poll(() => recordedBytes(disk.path), PATIENT).toBeGreaterThan(10_000);
      await writeFile(filler, Buffer.alloc(5_000_000)).catch(() => {});
      await saysSo(run, "is not recorded any more, and its frames are sent all the same: ");
      await moreFrames(delivery, 15);
      await rm(filler);
      await saysSo(run, "is recorded again after ");
      await moreFrames(delivery, 10);
      const exit = await run.stop();
      const { exitCode, summary, results } = exit;
      expect(exitCode).toBe(0);
      expect(droppedEarly(exit)).toEqual([]);
      expect(summary).toMatchObject({ failed: 0, pending: 0, gaps: { count: 0 }, problems: [] });
      expect(summary.recording).toMatchObject({ segments: 2, gaps: { count: 1 } });
      const isRecorded = framesOnly(results).map(({ recording }) => recording !== undefined);
      expect(isRecorded.filter((is) => !is).length).toBeGreaterThanOrEqual(10);
      for (const path of recordingsIn(join(disk.path, "here")))
        expect((await indexesIn(path)).length).toBeGreaterThan(0);
    },
  );

  test("keeps Motion JPEG over HTTP as well", async () => {
    await using camera = await openMjpegCamera("user", "secret");
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `http://user:secret@${camera.host}/video`, "--record", "recorded"];
    const { results } = await delivery.run([...words, "--max-frames", "8"]);
    const sent = await sentIndexes(delivery);
    const { frame = "", recording } = results[4] ?? {};
    const { file = "", offsetSeconds = -1 } = recording ?? {};
    expect(await indexesAt(file, offsetSeconds)).toContain(sent.get(frame));
    expect(readFileSync(file).includes("secret")).toBe(false);
  });

  test.each([
    ["aac", "aac"],
    ["mp2", "mp2"],
  ])("keeps the sound %s of a transport stream as %s", async (encoder, codec) => {
    const sound = ["-f", "lavfi", "-i", "sine", "-c:a", encoder];
    await using stream = await openHttpStream(...sound, ...H264, "-f", "mpegts");
    await using delivery = await DeliveryCommand.open();
    const words = ["run", stream.url, "--record", "recorded", "--give-up", "60s"];
    const { exitCode, summary } = await delivery.run([...words, "--max-frames", "10"]);
    expect([exitCode, summary.delivered]).toEqual([0, 10]);
    const [path = ""] = recordingsIn(delivery.path("recorded"));
    const { streams, packets } = await probeFile(path);
    expect(streams.map(({ codec_name }) => codec_name)).toEqual(["h264", codec]);
    expect(packets.filter(({ codec_type }) => codec_type === "audio").length).toBeGreaterThan(5);
  });

  test("of what Matroska cannot hold is given up, and the frames are sent all the same", async () => {
    const sound = ["-f", "lavfi", "-i", "sine=r=22050", "-c:a", "nellymoser", "-ac", "1"];
    await using stream = await openHttpStream(...sound, "-c:v", "flv", "-f", "flv");
    await using delivery = await DeliveryCommand.open();
    const words = ["run", stream.url, "--record", "recorded", "--give-up", "120s"];
    const { exitCode, summary, stderr } = await delivery.run([...words, "--max-frames", "5"]);
    expect([exitCode, summary.delivered]).toEqual([0, 5]);
    expect(stderr).toContain("ffmpeg cannot record this stream (No wav codec tag found");
    expect(summary.recording).toMatchObject({ segments: 0, gaps: { count: 1 } });
  });

  test("of snapshots is refused with 2", async () => {
    await using camera = await SnapshotCamera.open();
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `http://${camera.host}/snapshot.jpg`, "--record", "there"];
    const { exitCode, stderr } = await delivery.run(words);
    expect(stderr).toContain("sends single pictures, so that there is no stream to record");
    expect(exitCode).toBe(2);
  });

  test.each([
    [[CLIP, "--record", "there"], "--record is for a recording of a camera"],
    [["lavfi:testsrc2", "--record", "there"], "sends pictures that are not encoded"],
    [["/dev/video7", "--record", "there"], "sends pictures that are not encoded"],
    [["rtsp://127.0.0.1:9/1", "--keep", "7d"], "--keep has no effect without a recording"],
    [["rtsp://127.0.0.1:9/1", "--segment", "1m"], "--segment has no effect without a recording"],
    [["rtsp://127.0.0.1:9/1", "--record", "a", "--keep", "7"], "--keep: must be a length of time"],
    [["rtsp://127.0.0.1:9/1", "--record", "a", "--frames", "a"], "--record cannot be a"],
  ])("is refused with 2: run %j", async (words, message) => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stderr } = await refusal(delivery, ["run", ...words]);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });

  test("is part of a dry run", async () => {
    await using delivery = await DeliveryCommand.open();
    const words = ["run", "rtsp://127.0.0.1:9/live", "--dry-run", "--record", "there"];
    const { stdout } = await delivery.run([...words, "--keep", "7d,50GB"]);
    expect(stdout).toContain('"record":"there","segmentMs":600000');
    expect(stdout).toContain('"keep":{"ageMs":604800000,"sizeBytes":50000000000}');
    expect(stdout).toContain('"matroska","pipe:3"');
    expect(existsSync(delivery.path("there"))).toBe(false);
  });
});
