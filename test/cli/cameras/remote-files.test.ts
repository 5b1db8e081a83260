import { statSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { saysSo } from "../../support/cameras/camera-run.ts";
import { filmIndexes, holesIn } from "../../support/cameras/film-indexes.ts";
import { VideoServer } from "../../support/cameras/video-server.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { DeliveryCommand, type DeliveryExit } from "../../support/program/delivery-command.ts";
import { ffmpeg } from "../../support/videos/ffmpeg-made.ts";

const CLIP = new URL("../../../fixtures/videos/cfr.mp4", import.meta.url).pathname;

const CLIP_FRAMES = 100;

/** A playlist with an end (RFC 8216) of short segments, below a master playlist. */
async function writePlaylists({ path }: TemporaryFolder): Promise<void> {
  const hls = ["-f", "hls", "-hls_time", "1", "-hls_list_size", "0", "-hls_playlist_type", "vod"];
  await ffmpeg(
    path,
    "-i",
    CLIP,
    "-c:v",
    "libx264",
    "-preset",
    "ultrafast",
    "-g",
    "10",
    ...hls,
    "film.m3u8",
  );
  const master = ["#EXTM3U", "#EXT-X-STREAM-INF:BANDWIDTH=100000", "film.m3u8", ""];
  writeFileSync(`${path}/master.m3u8`, master.join("\n"));
}

function timesIn({ results }: DeliveryExit): readonly (readonly [number | null, number | null])[] {
  const times = results.map(({ index, ptsSeconds }) => [index, ptsSeconds] as const);
  return times.toSorted(([one], [other]) => (one ?? 0) - (other ?? 0));
}

/** Every frame of the clip has arrived, and no more than so many of them twice. */
async function expectWhole({ service }: DeliveryCommand, maxTwice: number): Promise<void> {
  const indexes = await filmIndexes(service.requests);
  const different = [...new Set(indexes)];
  expect(different).toEqual(different.map((_, at) => at));
  expect(different.length).toBe(CLIP_FRAMES);
  expect(indexes.length).toBeLessThanOrEqual(CLIP_FRAMES + maxTwice);
}

describe("a video on a server", () => {
  test("is sent as the file is, once, with its login nowhere", async () => {
    await using folder = await temporaryFolder();
    await ffmpeg(folder.path, "-i", CLIP, "-c", "copy", "clip.mp4");
    const login = { user: "canary", password: "p@ss:w/d", scheme: "Digest" } as const;
    await using server = await VideoServer.open(folder.path, login);
    await using delivery = await DeliveryCommand.open();
    const address = `http://canary:p@ss:w/d@${server.host}/clip.mp4`;
    const remote = await delivery.run(["run", address, "--every", "5", "-vv"]);
    expect(remote).toMatchObject({ exitCode: 0, summary: { complete: true, failed: 0 } });
    expect(remote.stdout + remote.stderr).not.toMatch(/canary|p@ss|127\.0\.0\.1:\d+\/[\da-f]{32}/u);
    const again = await delivery.run(["run", address, "--every", "5"]);
    expect(again).toMatchObject({ exitCode: 0, summary: { delivered: 0 } });
    await using other = await DeliveryCommand.open();
    const local = await other.run(["run", `${folder.path}/clip.mp4`, "--every", "5"]);
    expect(timesIn(remote)).toEqual(timesIn(local));
    const images = (from: DeliveryCommand) =>
      new Set(from.service.requests.map(({ parts }) => parts[0]?.bytes.toString("base64")));
    expect(images(delivery)).toEqual(images(other));
  });

  test("that breaks off comes whole, and no frame of it twice", async () => {
    await using folder = await temporaryFolder();
    await ffmpeg(folder.path, "-i", CLIP, "-c", "copy", "clip.mkv");
    await using server = await VideoServer.open(folder.path);
    server.breakAfterBytes = 3000;
    server.breaks = Array.from({ length: 12 }, () => "closes");
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `${server.url}/clip.mkv`, "--stall", "1s"];
    const { exitCode, stderr, summary } = await delivery.run(words);
    expect(stderr).toContain("breaks off: it broke off the connection");
    expect([exitCode, summary.complete]).toEqual([0, true]);
    const indexes = await filmIndexes(delivery.service.requests);
    expect([holesIn(indexes), indexes.length]).toEqual([0, summary.landed]);
  });

  test("that does not come back is incomplete, and the same command goes on", async () => {
    await using folder = await temporaryFolder();
    await ffmpeg(folder.path, "-i", CLIP, "-c", "copy", "clip.ts");
    await using server = await VideoServer.open(folder.path);
    server.stallsAt = statSync(`${folder.path}/clip.ts`).size / 2;
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `${server.url}/clip.ts`, "--give-up", "1s", "--stall", "2s"];
    const first = await delivery.run(words);
    expect(first.exitCode).toBe(4);
    expect(first.stderr).toContain("could not be read on after");
    server.stallsAt = null;
    const second = await delivery.run(words);
    expect(second).toMatchObject({ exitCode: 0, summary: { complete: true } });
    await expectWhole(delivery, 17);
  });

  test("of another version is sent anew, and it is said so", async () => {
    await using folder = await temporaryFolder();
    await ffmpeg(folder.path, "-i", CLIP, "-c", "copy", "clip.mkv");
    await using server = await VideoServer.open(folder.path);
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `${server.url}/clip.mkv`, "--every", "50"];
    const first = await delivery.run(words);
    server.etag = '"2"';
    const second = await delivery.run(words);
    expect(second.stderr).toContain("clip.mkv has changed since");
    expect(second.summary.delivered).toBe(first.summary.delivered);
    server.etag = null;
    const third = await delivery.run(words);
    expect(third.stderr).toContain("has neither a date nor an ETag");
  });
});

describe("a playlist with an end", () => {
  test("is sent whole, and is incomplete while a segment is missing", async () => {
    await using folder = await temporaryFolder();
    await writePlaylists(folder);
    await using server = await VideoServer.open(folder.path);
    server.missing.add("film1.ts");
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `${server.url}/master.m3u8`];
    const first = await delivery.run(words);
    expect(first.exitCode).toBe(4);
    expect(first.stderr).toContain("it has nothing under this path (404 Not Found)");
    server.missing.clear();
    const second = await delivery.run(words);
    expect(second).toMatchObject({ exitCode: 0, summary: { complete: true } });
    await expectWhole(delivery, 17);
  });
});

describe("a playlist that leads to another server", () => {
  const live = (...segments: readonly string[]): string =>
    [
      ...["#EXTM3U", "#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:4", "#EXT-X-MEDIA-SEQUENCE:1"],
      ...segments.flatMap((segment) => ["#EXTINF:4.0,", segment]),
      "",
    ].join("\n");

  test("is refused, at the start and when it does so later, unless the option allows it", async () => {
    await using folder = await temporaryFolder();
    await using elsewhere = await temporaryFolder();
    for (const { path } of [folder, elsewhere])
      await ffmpeg(path, "-i", CLIP, "-c", "copy", "segment.ts");
    await using other = await VideoServer.open(elsewhere.path);
    await using server = await VideoServer.open(folder.path);
    const address = `${server.url}/live.m3u8`;
    await using delivery = await DeliveryCommand.open();
    writeFileSync(`${folder.path}/live.m3u8`, live("segment.ts"));
    const run = delivery.start(["run", address]);
    await saysSo(run, "→");
    writeFileSync(`${folder.path}/live.m3u8`, live("segment.ts", `${other.url}/segment.ts`));
    await saysSo(run, `it leads to ${other.url}, another server: --allow-host ${other.host}`);
    expect((await run.stop()).exitCode).toBe(0);
    expect(other.asked).toEqual([]);
    writeFileSync(`${folder.path}/live.m3u8`, live(`${other.url}/segment.ts`));
    const words = ["run", address, "--max-frames", "5", "--allow-host", other.host];
    expect(await delivery.run(words)).toMatchObject({ exitCode: 0, summary: { delivered: 5 } });
    expect(other.asked.length).toBeGreaterThan(0);
  });
});
