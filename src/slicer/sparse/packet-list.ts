import { resolve } from "node:path";
import { FfmpegLog } from "../ffmpeg-log.ts";
import { videoInputOptions } from "../first-picture.ts";
import { readFfmpeg } from "../query-ffmpeg.ts";
import type { VideoStream } from "../video-header.ts";
import { packetIn, tickSecondsIn } from "./packet-lines.ts";

/** Packets of a video, read without decoding any. */
export interface PacketList {
  /** Length of a tick, in seconds. */
  readonly tickSeconds: number;
  /** Presentation times in ticks, in the order of decoding. */
  readonly pts: readonly number[];
  /** Positions in `pts` of what the container calls keyframes. */
  readonly keyframes: readonly number[];
  /** Those of keyframes from which on everything that is shown later decodes as if from the beginning. */
  readonly cleanKeyframes: readonly number[];
  /** A log that holds what ffmpeg says of the file, as if frames from an index on were about to come. */
  readonly openLog: (firstIndex: number) => FfmpegLog;
}

/**
 * The arguments of an ffmpeg that lists the packets of a video, with the times that the slicer gives their frames. The
 * second stream holds the keyframes that depend on nothing before them, where the container does not know: H.264 and
 * HEVC tell by the type of their NAL units.
 */
export function listArguments(video: string, { codec }: VideoStream): readonly string[] {
  const types = CLEAN_NAL_TYPES[codec];
  const clean = types === undefined ? [] : ["-bsf:v:1", `filter_units=pass_types=${types}`];
  const maps = types === undefined ? 1 : 2;
  return [
    ...[...videoInputOptions(video), "-i", `file:${resolve(video)}`],
    ...Array.from({ length: maps }, () => ["-map", "0:V:0"]).flat(),
    // Otherwise packets wait in memory for a second stream that has few of them.
    ...["-c", "copy", "-copyinkf", ...clean, "-max_interleave_delta", "1"],
    ...["-f", "framecrc", "pipe:1"],
  ];
}

/** ITU-T H.264 table 7-1: IDR. ITU-T H.265 table 7-1: BLA, IDR and CRA. */
const CLEAN_NAL_TYPES: Readonly<Record<string, string>> = { h264: "5", hevc: "16-21" };

/**
 * Lists the packets of a video.
 *
 * @returns `null` if anything about them is odd: times are missing or come twice, an edit list hides some, or ffmpeg
 * complains.
 * @throws as `queryFfmpeg`; the signal's reason.
 */
export async function listPackets(
  ffmpegPath: string,
  { video, stream }: { readonly video: string; readonly stream: VideoStream },
  signal: AbortSignal,
): Promise<PacketList | null> {
  const reader = new PacketReader(stream.codec in CLEAN_NAL_TYPES);
  const onStdout = (text: string): void => reader.read(text);
  const args = listArguments(video, stream);
  const end = await readFfmpeg(ffmpegPath, args, { signal, onStdout });
  const openLog = (firstIndex: number): FfmpegLog => {
    const log = new FfmpegLog(firstIndex);
    for (const line of end.stderr.split("\n")) log.read(line);
    return log;
  };
  return end.exitCode === 0 && isQuiet(openLog(0)) ? reader.list(openLog) : null;
}

/** True if ffmpeg says nothing of the file itself. */
function isQuiet({ errors, warnings }: FfmpegLog): boolean {
  return errors.length === 0 && warnings.every(({ component }) => component === "filter_units");
}

/** Reads the listing as it comes. */
class PacketReader {
  readonly #pts: number[] = [];
  readonly #keyframes: number[] = [];
  readonly #cleanPts = new Set<number>();
  readonly #tellsClean: boolean;
  #tickSeconds: number | null = null;
  #isOdd = false;
  #partialLine = "";

  /** @param tellsClean true if a second stream holds the clean keyframes. */
  constructor(tellsClean: boolean) {
    this.#tellsClean = tellsClean;
  }

  read(text: string): void {
    const lines = (this.#partialLine + text).split("\n");
    this.#partialLine = lines.pop() ?? "";
    for (const line of lines) this.#readLine(line);
  }

  /** @returns `null` if the times are not what seeks can rely on. */
  list(openLog: PacketList["openLog"]): PacketList | null {
    const [pts, tickSeconds] = [this.#pts, this.#tickSeconds];
    const isUnusable = this.#isOdd || tickSeconds === null || this.#keyframes[0] !== 0;
    if (isUnusable || new Set(pts).size !== pts.length) return null;
    const cleanKeyframes = this.#tellsClean
      ? this.#keyframes.filter((at) => this.#cleanPts.has(pts[at] ?? Number.NaN))
      : this.#keyframes;
    return { tickSeconds, pts, keyframes: this.#keyframes, cleanKeyframes, openLog };
  }

  #readLine(line: string): void {
    const packet = packetIn(line);
    if (packet === null) {
      this.#tickSeconds ??= tickSecondsIn(line);
      return;
    }
    const { stream, pts, isKey, isDiscarded } = packet;
    if (pts === null || isDiscarded) {
      this.#isOdd = true;
      return;
    }
    if (stream === 1) {
      this.#cleanPts.add(pts);
      return;
    }
    if (isKey) this.#keyframes.push(this.#pts.length);
    this.#pts.push(pts);
  }
}
