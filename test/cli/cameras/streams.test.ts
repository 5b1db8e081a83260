import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { moreFrames, saysSo } from "../../support/cameras/camera-run.ts";
import { serveFolder } from "../../support/cameras/file-server.ts";
import { filmIndexes, holesIn } from "../../support/cameras/film-indexes.ts";
import { openHttpStream } from "../../support/cameras/http-stream.ts";
import { openMjpegCamera } from "../../support/cameras/mjpeg-camera.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { runMain } from "../../support/program/run-main.ts";
import { ffmpeg } from "../../support/videos/ffmpeg-made.ts";

const CLIP = new URL("../../../fixtures/videos/cfr.mp4", import.meta.url).pathname;

/** A live playlist (RFC 8216) of one segment, over and over. */
function playlist(...segments: readonly string[]): string {
  const head = [
    "#EXTM3U",
    "#EXT-X-VERSION:3",
    "#EXT-X-TARGETDURATION:4",
    "#EXT-X-MEDIA-SEQUENCE:1",
  ];
  return [...head, ...segments.flatMap((segment) => ["#EXTINF:4.0,", segment]), ""].join("\n");
}

describe("a stream over HTTP", () => {
  test("of Motion JPEG comes whole, each frame once", async () => {
    await using camera = await openMjpegCamera("user", "secret");
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", `http://user:secret@${camera.host}/video`]);
    await moreFrames(delivery, 15);
    const { exitCode, results } = await run.stop();
    expect(exitCode).toBe(0);
    expect(holesIn(await filmIndexes(delivery.service.requests))).toBe(0);
    for (const result of results) {
      expect(result).toMatchObject({ source: `http://${camera.host}/video`, outcome: "delivered" });
      expect(result.capturedAt).toMatch(/^\d{4}-.*Z$/u);
    }
    const times = results.map(({ ptsSeconds }) => ptsSeconds ?? -1);
    expect(times.toSorted((one, other) => one - other)[0]).toBeGreaterThanOrEqual(0);
  });

  test("of Motion JPEG is sampled by the time of arrival, since it has no times", async () => {
    await using camera = await openMjpegCamera("user", "secret");
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `http://user:secret@${camera.host}/video`, "--fps", "2"];
    const { summary } = await delivery.run([...words, "--max-frames", "9", "--give-up", "60s"]);
    expect(summary.delivered).toBe(9);
    const [, first = 0, ...indexes] = await filmIndexes(delivery.service.requests);
    // Ten frames a second come, so that every 5th is taken; 25 are assumed without a time of arrival, and it would be
    // every 13th. A busy machine may hold back one or the other, but not all.
    expect(((indexes.at(-1) ?? 0) - first) / indexes.length).toBeLessThan(10);
  });

  test("of HLS is followed", async () => {
    await using folder = await temporaryFolder();
    await ffmpeg(folder.path, "-i", CLIP, "-c", "copy", "segment.ts");
    writeFileSync(`${folder.path}/live.m3u8`, playlist("segment.ts"));
    await using server = await serveFolder(folder.path);
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `${server.url}/live.m3u8`, "--max-frames", "10", "--give-up", "60s"];
    const { exitCode, summary } = await delivery.run(words);
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ delivered: 10 });
  });

  test("of HLS that leads to a file of this machine is refused in all ways to name it, and the file is not opened", async () => {
    await using folder = await temporaryFolder();
    await using local = await temporaryFolder();
    await ffmpeg(local.path, "-i", CLIP, "-c", "copy", "segment.ts");
    await using server = await serveFolder(folder.path);
    const prefixes = ["file://", "", "concat:", "subfile,,start,0,end,0,,:"];
    // All at once, for they do little but wait until ffmpeg gives up.
    const endings = prefixes.map(async (prefix, number) => {
      const name = `live${number}.m3u8`;
      writeFileSync(`${folder.path}/${name}`, playlist(`${prefix}${local.path}/segment.ts`));
      await using delivery = await DeliveryCommand.open();
      const run = delivery.start(["run", `${server.url}/${name}`, "-vv"]);
      await saysSo(run, "sends no frames, connecting again and again");
      return { prefix, exit: await run.stop() };
    });
    for (const { prefix, exit } of await Promise.all(endings)) {
      const { exitCode, summary, stderr } = exit;
      expect({ prefix, exitCode, landed: summary.landed }).toEqual({
        ...{ prefix, exitCode: 0, landed: 0 },
      });
      expect({ prefix, stderr }).not.toMatchObject({
        stderr: expect.stringContaining("Video: h264") as string,
      });
    }
  });
});

describe("frames of a stream", () => {
  test("are keyframes alone of VP9, too, whose decoder skips nothing", async () => {
    const vp9 = [
      "-c:v",
      "libvpx-vp9",
      "-deadline",
      "realtime",
      "-cpu-used",
      "8",
      "-lag-in-frames",
      "0",
    ];
    await using stream = await openHttpStream(...vp9, "-b:v", "2M", "-g", "5", "-f", "webm");
    await using delivery = await DeliveryCommand.open();
    const words = ["run", stream.url, "--keyframes", "--max-frames", "4", "--give-up", "60s"];
    const { exitCode, summary } = await delivery.run(words);
    expect([exitCode, summary.delivered]).toEqual([0, 4]);
    const [first = 0, ...later] = await filmIndexes(delivery.service.requests);
    expect(later.map((index) => (index - first) % 5)).toEqual([0, 0, 0]);
  });

  test("are chosen, scaled and encoded as those of a file", async () => {
    await using delivery = await DeliveryCommand.open();
    const source = "lavfi:testsrc2=size=64x48:rate=25";
    const words = ["run", source, "--every", "5", "--width", "32", "--format", "png"];
    const { exitCode, summary, results } = await delivery.run([...words, "--max-frames", "3"]);
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ delivered: 3, sliced: null });
    const image = delivery.service.requests[0]?.parts[0]?.bytes ?? Buffer.alloc(0);
    expect(image.subarray(1, 4).toString()).toBe("PNG");
    expect([image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([32, 24]);
    const times = results.map(({ ptsSeconds }) => ptsSeconds ?? -1);
    expect(times.toSorted((one, other) => one - other)).toEqual([0, 0.2, 0.4]);
  });
});

describe("an option that does not fit", () => {
  test.each([
    [["rtsp://127.0.0.1:9/1", "--start", "5"], "--start has no meaning for a camera"],
    [["rtsp://127.0.0.1:9/1", "--max-decode-errors", "5"], "--max-decode-errors has no meaning"],
    [[CLIP, "--stall", "5s"], "--stall is for cameras and streams"],
    [[CLIP, "--frozen", "60s"], "--frozen is for cameras and streams"],
    [[CLIP, "--no-discard-corrupt"], "--no-discard-corrupt is for cameras and streams"],
    [
      ["http://127.0.0.1:9/1", "--rtsp-transport", "udp"],
      "--rtsp-transport is for rtsp and rtsps addresses",
    ],
    [[CLIP, "--max-frames", "5"], "--max-frames is for cameras and streams"],
    [["rtsp://127.0.0.1:9/1", CLIP], "rtsp://127.0.0.1:9/1 has no end"],
    [["rtsp:///1"], "names no host"],
    [
      ["rtsp://127.0.0.1:9/1", "--when-full", "block", "--max-backlog", "5"],
      "--max-backlog has no effect where no frame is dropped",
    ],
  ])("is refused with 2: run %j", async (words, message) => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stderr } = await runMain("run", ...words, "--to", delivery.service.url);
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});
