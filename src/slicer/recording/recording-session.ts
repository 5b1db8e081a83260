import type { Readable } from "node:stream";
import type { RecordingPlace } from "../../core/frame/frame.ts";
import { type MediaHeader, type MediaPacket, MatroskaReader } from "./matroska-reader.ts";
import { SegmentFile } from "./segment-file.ts";

/** What the sessions of a recording have in common. */
export interface RecordingHost {
  /** Name of the camera, without secrets. */
  readonly source: string;
  /** False while nothing can be written. */
  mayRecord(): boolean;
  /** Names a file that begins now. */
  newSegment(): SegmentStart;
  /** True if a new file should follow one. @param byteLength its size so far. */
  isDue(start: SegmentStart, byteLength: number): boolean;
  /** A file has been begun. */
  opened(file: SegmentFile, start: SegmentStart): void;
  /** What comes from ffmpeg cannot be recorded. @param reason as a sentence without a full stop. */
  failed(reason: string): void;
}

/** Beginning of a file. */
export interface SegmentStart {
  readonly path: string;
  /** On the clock of `performance.now()`. */
  readonly startedAtMs: number;
}

/** A file that is being written. */
interface Segment extends SegmentStart {
  readonly file: SegmentFile;
  /** Time of the keyframe with which it begins, in milliseconds of the connection. */
  readonly baseMs: number;
  /** Time of the last frame that was told that it is here, when the next file had begun; `null` once it is. */
  owedMs: number | null;
}

/** Recording of one connection to a camera. It begins files of its own. */
export class RecordingSession {
  readonly #host: RecordingHost;
  readonly #began = Promise.withResolvers<void>();
  #header: MediaHeader | null = null;
  /** The file that is written, and before it the previous one, while packets of it may still come. */
  #segments: readonly Segment[] = [];
  #lastMs: number | null = null;
  /** Time of the last frame that was told its place. */
  #toldMs = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #isEnded = false;

  constructor(host: RecordingHost) {
    this.#host = host;
  }

  /** Records what ffmpeg writes, and never makes it wait. */
  read(stream: Readable): void {
    const reader = new MatroskaReader({
      onHeader: (header) => (this.#header = header),
      onPacket: (packet) => this.#record(packet),
    });
    let isReadable = true;
    stream.on("data", (chunk: Buffer) => {
      try {
        if (isReadable) reader.read(chunk);
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        isReadable = false;
        this.#host.failed(error.message);
        this.#finish();
      }
    });
    // It breaks with its ffmpeg, whose end is told elsewhere.
    stream.on("error", () => {});
    stream.on("close", () => this.#end());
  }

  /**
   * Place of a frame in the recording; `null` if it is not recorded.
   *
   * ffmpeg holds the packet of a frame back until the next one. The place is known before, but for the first frames of
   * a connection, which wait for it. If a new file begins in between, the packet is in both.
   *
   * @param timeMs its time on the clock of ffmpeg's outputs.
   */
  placeOf(timeMs: number): Promise<RecordingPlace | null> | RecordingPlace | null {
    if (!this.#host.mayRecord()) return null;
    if (this.#lastMs !== null) return this.#place(timeMs);
    this.#timer ??= setTimeout(() => this.#began.resolve(), MAX_WAIT_MS);
    return this.#began.promise.then(() => this.#place(timeMs));
  }

  #place(timeMs: number): RecordingPlace | null {
    const isIn = ({ baseMs }: Segment): boolean => baseMs - ROUNDING_MS <= timeMs;
    const segment = this.#segments.findLast(isIn);
    if (segment === undefined) return null;
    const offsetMs = Math.max(0, timeMs - segment.baseMs);
    if (this.#isEnded && offsetMs > segment.file.durationMs + ROUNDING_MS) return null;
    this.#toldMs = Math.max(this.#toldMs, timeMs);
    return { file: segment.path, offsetSeconds: offsetMs / 1000 };
  }

  #record(packet: MediaPacket): void {
    if (!this.#host.mayRecord()) return this.#finish();
    const { timeMs, isVideo, isKey } = packet;
    if (isVideo && isKey && this.#mustCut(timeMs)) this.#begin(timeMs);
    this.#lastMs = timeMs;
    const [segment, previous] = this.#segments.toReversed();
    if (segment === undefined) return;
    if (previous !== undefined) this.#addTo(previous, segment, packet);
    if (timeMs >= segment.baseMs) segment.file.add(packet);
    this.#began.resolve();
  }

  /** A file that is over gets the frames that were told so, and sound that comes a little later than its picture. */
  #addTo(previous: Segment, { baseMs }: Segment, packet: MediaPacket): void {
    const { timeMs, isVideo } = packet;
    const { owedMs } = previous;
    const isLateSound = !isVideo && timeMs < baseMs && timeMs >= previous.baseMs;
    if (isLateSound || (isVideo && owedMs !== null)) previous.file.add(packet);
    if (owedMs === null && timeMs > baseMs + LATE_MS) this.#keepOnly(-1);
    if (!isVideo || owedMs === null) return;
    const isPaid = Math.abs(timeMs - owedMs) <= ROUNDING_MS || timeMs > owedMs + LATE_MS;
    if (isPaid) previous.owedMs = null;
  }

  #mustCut(timeMs: number): boolean {
    const segment = this.#segments.at(-1);
    if (segment === undefined) return true;
    // A camera that sets its clock.
    const isJump =
      timeMs < segment.baseMs || Math.abs(timeMs - (this.#lastMs ?? timeMs)) > MAX_JUMP_MS;
    if (isJump) this.#toldMs = Number.NEGATIVE_INFINITY;
    return isJump || this.#host.isDue(segment, segment.file.writer.byteLength);
  }

  #begin(baseMs: number): void {
    this.#keepOnly(-1);
    if (this.#header === null) return;
    const { source } = this.#host;
    const start = this.#host.newSegment();
    const startedAtMs = performance.timeOrigin + start.startedAtMs;
    const file = new SegmentFile(start.path, baseMs, { header: this.#header, source, startedAtMs });
    this.#host.opened(file, start);
    for (const previous of this.#segments)
      previous.owedMs = this.#toldMs >= baseMs - ROUNDING_MS ? this.#toldMs : null;
    this.#segments = [...this.#segments, { ...start, file, baseMs, owedMs: null }];
  }

  #finish(): void {
    this.#keepOnly(this.#segments.length);
  }

  /** ffmpeg has ended, and its last frames may still be announced. */
  #end(): void {
    clearTimeout(this.#timer);
    this.#isEnded = true;
    for (const { file } of this.#segments) file.finish();
    this.#began.resolve();
  }

  /** Finishes all files before a place in the list. */
  #keepOnly(from: number): void {
    const kept = this.#segments.slice(from);
    for (const segment of this.#segments) if (!kept.includes(segment)) segment.file.finish();
    this.#segments = kept;
  }
}

/** Times of frames and of packets are rounded in different ways. */
const ROUNDING_MS = 1;
const LATE_MS = 1000;
const MAX_JUMP_MS = 10_000;
/** Until its first keyframe, a camera may send frames that are not recorded. They do not wait for longer. */
const MAX_WAIT_MS = 1000;
