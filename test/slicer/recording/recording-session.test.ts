import { execFile } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import {
  type RecordingHost,
  RecordingSession,
  type SegmentStart,
} from "../../../src/slicer/recording/recording-session.ts";
import type { SegmentFile } from "../../../src/slicer/recording/segment-file.ts";
import { type ProbedPacket, probeFile } from "../../support/cameras/recorded-film.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { testPicture } from "../../support/videos/ffmpeg-made.ts";

const run = promisify(execFile);

/** What ffmpeg sends of a film of 4 s with sound: a keyframe each second, and pictures out of order between. */
async function streamedFilm(): Promise<Buffer> {
  const sound = ["-f", "lavfi", "-i", "sine=d=4"];
  const codecs = ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "10"];
  const form = ["-c:a", "pcm_mulaw", "-cluster_size_limit", "1", "-f", "matroska", "pipe:1"];
  const words = ["-nostdin", "-v", "error", ...testPicture("64x48", 4, 10), ...sound];
  const { stdout } = await run("ffmpeg", [...words, ...codecs, "-shortest", ...form], {
    encoding: "buffer",
    maxBuffer: 1 << 26,
  });
  return stdout;
}

const FILM = await streamedFilm();

class Host implements RecordingHost {
  readonly source = "rtsp://camera/1";
  readonly files: SegmentFile[] = [];
  readonly faults: string[] = [];
  readonly #folder: string;
  #count = 0;
  isDue: () => boolean = () => true;
  mayRecord: () => boolean = () => true;

  constructor({ path }: TemporaryFolder) {
    this.#folder = path;
  }

  newSegment(): SegmentStart {
    return { path: join(this.#folder, `${this.#count++}.mkv`), startedAtMs: 0 };
  }

  opened(file: SegmentFile): void {
    this.files.push(file);
  }

  failed(reason: string): void {
    this.faults.push(reason);
  }
}

/** Records a stream that comes in pieces of this size. */
async function recorded(
  session: RecordingSession,
  { files }: Host,
  { bytes, pieceLength }: { readonly bytes: Buffer; readonly pieceLength: number },
): Promise<void> {
  const stream = new PassThrough();
  session.read(stream);
  const closed = once(stream, "close");
  for (let at = 0; at < bytes.length; at += pieceLength)
    stream.write(bytes.subarray(at, at + pieceLength));
  stream.end();
  await closed;
  await Promise.all(files.map(({ writer }) => writer.closed));
}

/** A file with these bytes. */
async function written(bytes: Buffer, { path }: TemporaryFolder): Promise<string> {
  const file = join(path, "whole.mkv");
  await writeFile(file, bytes);
  return file;
}

const ofKind = (packets: readonly ProbedPacket[], kind: string): readonly string[] =>
  packets.filter(({ codec_type }) => codec_type === kind).map(({ data_hash }) => data_hash);

describe("a recording of a connection", () => {
  test.each([7, 1 << 20])(
    "holds each packet once, in files that begin with a keyframe, if it comes in pieces of %i bytes",
    async (pieceLength) => {
      await using folder = await temporaryFolder();
      const host = new Host(folder);
      await recorded(new RecordingSession(host), host, { bytes: FILM, pieceLength });
      const probed = await Promise.all(host.files.map(({ path }) => probeFile(path)));
      expect(host.files.length).toBe(4);
      for (const { packets, streams, format } of probed) {
        expect(streams.map(({ codec_name }) => codec_name)).toEqual(["h264", "pcm_mulaw"]);
        expect(packets.find(({ codec_type }) => codec_type === "video")?.flags).toMatch(/^K/u);
        expect(Number(format.duration)).toBeCloseTo(1, 0);
        expect(Number(format.start_time)).toBe(0);
      }
      const packets = probed.flatMap((file) => file.packets);
      const whole = await probeFile(await written(FILM, folder));
      expect(ofKind(packets, "video")).toEqual(ofKind(whole.packets, "video"));
      expect(ofKind(packets, "audio")).toEqual(ofKind(whole.packets, "audio"));
    },
  );
});

describe("the place of a frame", () => {
  test("is known before its packet has come, which is then in two files if a new one begins", async () => {
    await using folder = await temporaryFolder();
    const host = new Host(folder);
    const session = new RecordingSession(host);
    const file = join(folder.path, "0.mkv");
    const first = session.placeOf(0);
    const stream = new PassThrough();
    const closed = once(stream, "close");
    session.read(stream);
    stream.write(FILM.subarray(0, 8000));
    expect(await first).toEqual({ file, offsetSeconds: 0 });
    expect(session.placeOf(1100)).toEqual({ file, offsetSeconds: 1.1 });
    stream.end(FILM.subarray(8000));
    await closed;
    await Promise.all(host.files.map(({ writer }) => writer.closed));
    // The log of ffmpeg may come later than what it has written.
    expect(session.placeOf(3500)).toEqual({ file: host.files.at(-1)?.path, offsetSeconds: 0.5 });
    expect(session.placeOf(5000)).toBeNull();
    const probed = await Promise.all(host.files.slice(0, 2).map(({ path }) => probeFile(path)));
    const [own = [], others = []] = probed.map(({ packets }) => ofKind(packets, "video"));
    // Its own second, and all that it takes to decode the picture that it was asked for.
    expect(own.slice(10)).toEqual(others.slice(0, own.length - 10));
    expect(own.length).toBeGreaterThan(10);
    expect(own.length).toBeLessThan(16);
  });

  test("is none while nothing can be recorded", async () => {
    await using folder = await temporaryFolder();
    const host = new Host(folder);
    host.mayRecord = () => false;
    const session = new RecordingSession(host);
    expect(await session.placeOf(0)).toBeNull();
    await recorded(session, host, { bytes: FILM, pieceLength: 5000 });
    expect(host.files).toEqual([]);
  });
});

test("what is no Matroska is told, and not waited for", async () => {
  await using folder = await temporaryFolder();
  const host = new Host(folder);
  const bytes = Buffer.alloc(100_000);
  await recorded(new RecordingSession(host), host, { bytes, pieceLength: 1000 });
  expect(host.faults).toEqual(["what ffmpeg sent for the recording is no Matroska"]);
});
