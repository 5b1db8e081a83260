import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { basename, resolve } from "node:path";
import type { Clock } from "../../core/concurrency/clock.ts";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { freeBytesAt } from "../../core/files/free-bytes.ts";
import { makeFolder } from "../../core/files/make-folder.ts";
import type { RecordingLimits } from "../../options/recording-options.ts";
import { systemErrorMessage } from "../../core/files/system-error.ts";
import { option } from "../../core/option-spelling.ts";
import type { SliceFacts } from "../ffmpeg-log.ts";
import type { LogLine } from "../log-lines.ts";
import { defaultMinFreeBytes } from "../pause-reason.ts";
import { KeptFiles } from "./kept-files.ts";
import { newSegmentPath } from "./recording-name.ts";
import { RecordingGap } from "./recording-gap.ts";
import { type RecordingHost, RecordingSession, type SegmentStart } from "./recording-session.ts";
import type { SegmentFile } from "./segment-file.ts";

/** Settings of a recording; units are in the names. */
export interface RecorderSettings {
  /** Folder of its files. */
  readonly folder: string;
  /** Name of the camera, without secrets. */
  readonly source: string;
  /** Length of a file. */
  readonly segmentMs: number;
  /** `null` keeps everything. */
  readonly limits: RecordingLimits | null;
  /** Free space that frames leave on their disk; `null` for the default. */
  readonly minFreeBytes: number | null;
}

/** Tools of a recording. */
export interface RecorderTools {
  readonly clock: Clock;
  readonly emit: EventListener;
}

/** Records what a camera sends, connection after connection, into files of a folder. */
export class Recorder implements RecordingHost, AsyncDisposable {
  readonly source: string;
  readonly #settings: RecorderSettings;
  readonly #tools: RecorderTools;
  readonly #folder: string;
  readonly #kept: KeptFiles;
  readonly #open = new Map<SegmentFile, SegmentStart>();
  readonly #gap: RecordingGap;
  /** Free space below which it pauses. */
  readonly #neededBytes: number;
  #timer: NodeJS.Timeout | undefined;
  #fault: { readonly reason: string; readonly untilMs: number } | null = null;
  #muxerFaults = 0;
  #isPaused = false;
  #recordedBytes = 0;
  #tidying: Promise<void> | null = null;
  #nextTidyMs = 0;
  #lastStartMs = 0;

  private constructor(folder: string, settings: RecorderSettings, tools: RecorderTools) {
    const { source, minFreeBytes } = settings;
    this.source = source;
    this.#settings = settings;
    this.#tools = tools;
    this.#folder = folder;
    this.#gap = new RecordingGap(source, tools.emit);
    const minFree = minFreeBytes ?? defaultMinFreeBytes(freeBytesAt(folder));
    this.#neededBytes = minFree * RESERVE + MIN_ROOM_BYTES;
    const { limits } = settings;
    this.#kept = new KeptFiles(
      { folder, source, limits, neededBytes: this.#neededBytes },
      tools.emit,
    );
  }

  /** @throws FrameferryError `ERR_FOLDER_UNUSABLE` for a folder that cannot be made or written to. */
  static async open(settings: RecorderSettings, tools: RecorderTools): Promise<Recorder> {
    const folder = resolve(settings.folder);
    try {
      await makeFolder(folder);
      await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    } catch (cause) {
      throw unusable(folder, cause as Error);
    }
    const recorder = new Recorder(folder, settings, tools);
    // What is too much goes first: a disk that has room then has not been full.
    await recorder.#tidy();
    recorder.#refresh();
    recorder.#timer = setInterval(() => recorder.#refresh(), REFRESH_MS).unref();
    return recorder;
  }

  /** Bytes that were recorded in this run. */
  get recordedBytes(): number {
    const open = [...this.#open.keys()].map(({ writer }) => writer.writtenBytes);
    return open.reduce((sum, bytes) => sum + bytes, this.#recordedBytes);
  }

  /** Why nothing is recorded now, as a sentence without a full stop; `null` while what comes is recorded. */
  get trouble(): string | null {
    return this.#gap.reason;
  }

  /** Begins the recording of a connection; `null` if ffmpeg is not to send the stream. */
  begin(): RecordingSession | null {
    return this.#fault?.untilMs === Number.POSITIVE_INFINITY ? null : new RecordingSession(this);
  }

  /** A connection has ended. If that is because of the recording again and again, the next ones go without it. */
  examine({ errors }: SliceFacts): void {
    const reason = muxerFaultIn(errors);
    this.#muxerFaults = reason === null ? 0 : this.#muxerFaults + 1;
    if (reason === null || this.#muxerFaults < MAX_MUXER_FAULTS) return;
    this.giveUp(`ffmpeg cannot record this stream (${reason})`);
  }

  /** Records nothing in this run any more. @param reason as a sentence without a full stop. */
  giveUp(reason: string): void {
    this.#fault = { reason, untilMs: Number.POSITIVE_INFINITY };
    this.#pause(reason);
  }

  mayRecord(): boolean {
    if (!this.#isPaused && this.#pendingBytes > MAX_PENDING_BYTES) this.#pause(TOO_SLOW);
    return !this.#isPaused;
  }

  newSegment(): SegmentStart {
    // Names have milliseconds, and a file is there a little later than its name.
    const startedAtMs = Math.max(this.#tools.clock.nowMs(), this.#lastStartMs + 1);
    this.#lastStartMs = startedAtMs;
    this.#nextTidyMs = 0;
    return { path: newSegmentPath(this.#folder, startedAtMs), startedAtMs };
  }

  isDue({ startedAtMs }: SegmentStart, byteLength: number): boolean {
    const { segmentMs, limits } = this.#settings;
    const maxBytes = (limits?.sizeBytes ?? Number.POSITIVE_INFINITY) / MIN_FILES;
    const segmentAt = (ms: number): number => Math.floor((performance.timeOrigin + ms) / segmentMs);
    return (
      byteLength >= maxBytes || segmentAt(this.#tools.clock.nowMs()) !== segmentAt(startedAtMs)
    );
  }

  opened(file: SegmentFile, start: SegmentStart): void {
    this.#open.set(file, start);
    void file.writer.closed
      .catch((error: unknown) => this.failed(systemErrorMessage(error as NodeJS.ErrnoException)))
      .then(async () => await this.#closed(file));
  }

  failed(reason: string): void {
    this.#fault = { reason, untilMs: this.#tools.clock.nowMs() + RETRY_MS };
    this.#pause(reason);
  }

  /** Waits until everything is on the disk, for some seconds at most. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    const ending = AbortSignal.timeout(MAX_END_MS);
    const closed = [...this.#open.keys()].map(({ writer }) => writer.closed.catch(() => {}));
    await Promise.race([
      Promise.all(closed),
      new Promise((wake) => ending.addEventListener("abort", wake)),
    ]);
    await this.#tidying;
  }

  get #pendingBytes(): number {
    const pending = [...this.#open.keys()].map(({ writer }) => writer.pendingBytes);
    return pending.reduce((sum, bytes) => sum + bytes, 0);
  }

  async #closed(file: SegmentFile): Promise<void> {
    const { path, writer } = file;
    const byteLength = writer.writtenBytes;
    this.#open.delete(file);
    this.#recordedBytes += byteLength;
    if (byteLength === 0) return;
    // What cannot be looked at now is found by a later listing.
    await this.#kept.add(basename(path)).catch(() => {});
    this.#tools.emit({ type: "segmentRecorded", source: this.source, file: path, byteLength });
  }

  #pause(reason: string): void {
    this.#isPaused = true;
    this.#gap.begin(reason, this.#tools.clock.nowMs());
  }

  #refresh(): void {
    const nowMs = this.#tools.clock.nowMs();
    const obstacle = this.#obstacle(nowMs);
    if (obstacle === null) this.#isPaused = false;
    else this.#pause(obstacle);
    const [start] = [...this.#open]
      .filter(([{ writer }]) => writer.writtenBytes > 0 && !writer.isEnding)
      .map(([, { startedAtMs }]) => startedAtMs);
    if (!this.#isPaused && start !== undefined) this.#gap.end(start);
    if (nowMs < this.#nextTidyMs && obstacle === null) return;
    this.#tidying ??= this.#tidy().finally(() => (this.#tidying = null));
  }

  /** Why nothing can be recorded; `null` if it can. */
  #obstacle(nowMs: number): string | null {
    if (this.#fault !== null && nowMs < this.#fault.untilMs) return this.#fault.reason;
    this.#fault = null;
    if (freeBytesAt(this.#folder) < this.#neededBytes) return NO_ROOM;
    return this.#pendingBytes > MAX_PENDING_BYTES / 2 ? TOO_SLOW : null;
  }

  async #tidy(): Promise<void> {
    this.#nextTidyMs = this.#tools.clock.nowMs() + TIDY_MS;
    await this.#kept.tidy([...this.#open.keys()]);
  }
}

/** What ffmpeg says of its second output; its demuxer has another name. */
function muxerFaultIn(errors: readonly LogLine[]): string | null {
  const isOfMuxer = ({ component, text }: LogLine): boolean =>
    component === "matroska" || /^out#1\b/u.test(component) || /output file #1\b/u.test(text);
  return errors.find(isOfMuxer)?.text ?? null;
}

function unusable(folder: string, cause: Error): FrameferryError {
  return new FrameferryError({
    code: "ERR_FOLDER_UNUSABLE",
    kind: "environment",
    message: `the folder ${folder} cannot be used: ${cause.message}`,
    remedy: `make it writable, or choose another one with ${option("record")}`,
    cause,
  });
}

const NO_ROOM = "its disk is nearly full";
const TOO_SLOW = "its disk takes less than the camera sends";
/** What waits for the disk is in memory: some seconds of a large camera. */
const MAX_PENDING_BYTES = 64 * 1024 * 1024;
/** A recording stops before it takes the room that frames need. */
const RESERVE = 1.25;
const MIN_ROOM_BYTES = 1024 * 1024;
/** Into how many files, at least, a limit of the size is divided: they go one by one. */
const MIN_FILES = 4;
const REFRESH_MS = 500;
const TIDY_MS = 60_000;
const RETRY_MS = 5000;
/** A connection that begins without a keyframe may lack what a file begins with, such as the size of the picture. */
const MAX_MUXER_FAULTS = 3;
const MAX_END_MS = 5000;
