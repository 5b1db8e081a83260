import { DecodeErrorCount } from "./decode-errors.ts";
import type { GateLog } from "./gate-log.ts";
import { SHIFT_SECONDS, PRINTED_TIME } from "./time-filters.ts";
import { type LogLine, LogLines, taggedLine } from "./log-lines.ts";
import { isTimelessFormat } from "./timeless-formats.ts";

/** Facts from the log of a slice so far. */
export interface SliceFacts {
  /** True once ffmpeg has recognized the file. */
  readonly isOpened: boolean;
  /** Container format, by ffmpeg's names, such as `matroska,webm`; empty until it is known. */
  readonly formatName: string;
  /** Length according to the container's header, in seconds. */
  readonly containerSeconds: number | null;
  /** Length of the video stream, in seconds, if it is reported or the only stream. */
  readonly videoSeconds: number | null;
  /** Time of the container's first frame or sample, in seconds. */
  readonly startSeconds: number;
  /** Average frame rate according to the header, in frames per second. */
  readonly framesPerSecond: number | null;
  /** Number of frames that went into the encoder. */
  readonly frameCount: number;
  /**
   * Number of frames before the rules that leave frames out, from the start of the video.
   * @default there are no such rules
   */
  readonly sampledCount?: number;
  /** Time of the first and of the last frame, in seconds; counted by the rate if there are no times. */
  readonly firstPtsSeconds: number | null;
  readonly lastPtsSeconds: number | null;
  /** Longest gap between two frames, in seconds. */
  readonly maxGapSeconds: number;
  /** Number of frames that could not be decoded, or only in part. */
  readonly decodeErrorCount: number;
  /** Lines tagged error or fatal, without their tags, one per kind; limited to the first kinds. */
  readonly errors: readonly LogLine[];
  /** The same for warnings. */
  readonly warnings: readonly LogLine[];
}

/** Parses the log of an ffmpeg started with `-loglevel level+info`, line by line. */
export class FfmpegLog implements SliceFacts {
  isOpened = false;
  formatName = "";
  /** True if the container has no times, so that ffmpeg invents them. */
  isTimeless = false;
  /** Description of the video stream, behind `Video: `. */
  videoDetails: string | null = null;
  /** Angle by which the pictures are turned for a viewer, as ffmpeg prints it, in degrees. */
  rotationDegrees = 0;
  /** Description of the first sound, behind `Audio: `. */
  audioDetails: string | null = null;
  containerSeconds: number | null = null;
  startSeconds = 0;
  framesPerSecond: number | null = null;
  frameCount = 0;
  firstPtsSeconds: number | null = null;
  lastPtsSeconds: number | null = null;
  maxGapSeconds = 0;
  readonly #errors = new LogLines();
  readonly #warnings = new LogLines();
  readonly #decodeErrors = new DecodeErrorCount();
  readonly #firstIndex: number;
  readonly #gate: GateLog | null;
  #sampledCount = 0;
  #last: { count: number } | null = null;
  #streamCount = 0;
  #streamKind: "video" | "other" = "other";
  #videoCount = 0;
  #taggedVideoSeconds: number | null = null;
  #isHeaderOver = false;
  #ticksPerSecond: number | null = null;

  /**
   * @param firstIndex index of the first frame that is written.
   * @param gate counts the frames that rules leave out; `null` without such rules.
   */
  constructor(firstIndex = 0, gate: GateLog | null = null) {
    this.#firstIndex = firstIndex;
    this.#gate = gate;
  }

  get sampledCount(): number {
    return this.#gate === null ? this.#firstIndex + this.frameCount : this.#sampledCount;
  }

  get errors(): readonly LogLine[] {
    return this.#errors.kinds;
  }

  get warnings(): readonly LogLine[] {
    return this.#warnings.kinds;
  }

  get decodeErrorCount(): number {
    return this.#decodeErrors.count;
  }

  get videoSeconds(): number | null {
    return this.#taggedVideoSeconds ?? (this.#streamCount === 1 ? this.containerSeconds : null);
  }

  /** Parses the next line; returns the frame if the line announces one. */
  read(line: string): SlicedFrame | null {
    const sampled = this.#gate?.read(line) ?? null;
    if (sampled !== null) {
      this.#sampledCount += 1;
      this.#recordTime(this.#timeOf(sampled));
      return null;
    }
    const frame = PRINTED_TIME.exec(line);
    if (frame !== null) return this.#readFrame(frame[1] ?? "");
    const tagged = taggedLine(line);
    if (tagged === null) this.#readUntagged(line);
    else this.#readTagged(tagged.level, tagged);
    return null;
  }

  #readTagged(level: string, line: Omit<LogLine, "count">): void {
    this.#decodeErrors.read(line.text);
    this.#last = null;
    if (level === "error" || level === "fatal") this.#last = this.#errors.add(line);
    else if (level === "warning") this.#last = this.#warnings.add(line);
    else if (!this.#isHeaderOver) this.#readHeader(line.text);
  }

  /** The line may report repetitions of the last one. */
  #readUntagged(line: string): void {
    const times = Number(REPEATED.exec(line)?.[1] ?? 0);
    this.#decodeErrors.repeatLast(times);
    if (this.#last !== null) this.#last.count += times;
  }

  #readFrame(microseconds: string): SlicedFrame {
    const ptsSeconds = this.#timeOf(microseconds);
    // The end of a video may be among the frames that are left out.
    if (this.#gate === null) this.#recordTime(ptsSeconds);
    const index = this.#firstIndex + this.frameCount++;
    return { index, ptsSeconds: this.isTimeless ? null : ptsSeconds };
  }

  /** Time of a frame in seconds, by its time as a filter has printed it; `null` if the video has none. */
  ptsOf(microseconds: string): number | null {
    return this.isTimeless ? null : this.#timeOf(microseconds);
  }

  /** `null` for a frame without a time. */
  #timeOf(microseconds: string): number | null {
    const time = Number(microseconds) / 1e6 + this.zeroSeconds;
    return Number.isNaN(time) ? null : Math.round(time * 1e6) / 1e6;
  }

  #recordTime(ptsSeconds: number | null): void {
    if (ptsSeconds === null) return;
    this.firstPtsSeconds ??= ptsSeconds;
    const gap = ptsSeconds - (this.lastPtsSeconds ?? ptsSeconds);
    this.maxGapSeconds = Math.max(this.maxGapSeconds, gap);
    this.lastPtsSeconds = ptsSeconds;
  }

  /** Ticks of the video's clock in a second, as its header says; `null` if unknown. */
  get ticksPerSecond(): number | null {
    return this.#ticksPerSecond;
  }

  /** Start of the printed times on the container's clock; ffmpeg shifts them by whole ticks. */
  get zeroSeconds(): number {
    const ticks = this.#ticksPerSecond;
    if (ticks === null) return this.startSeconds;
    return Math.round((this.startSeconds - SHIFT_SECONDS) * ticks) / ticks;
  }

  #readHeader(text: string): void {
    const input = /^Input #0, (.+), from /u.exec(text);
    if (input !== null) {
      this.isOpened = true;
      this.formatName = input[1] ?? "";
      this.isTimeless = isTimelessFormat(this.formatName);
    }
    if (text.startsWith("Stream mapping:") || text.startsWith("Output #0"))
      this.#isHeaderOver = true;
    const header = /^\s+Duration: (\S+), (?:start: (-?[\d.]+))?/u.exec(text);
    if (header !== null) {
      this.containerSeconds = clockSeconds(header[1] ?? "");
      this.startSeconds = Number(header[2] ?? 0);
    }
    const stream = /^\s+Stream #0:\d+.*?: (Video|Audio|Subtitle|Data|Attachment): (.*)$/u.exec(
      text,
    );
    if (stream !== null) this.#readStream(stream[1] ?? "", stream[2] ?? "");
    const turn = /displaymatrix: rotation of (-?[\d.]+) degrees/u.exec(text);
    if (turn !== null && this.#streamKind === "video" && this.#videoCount === 1)
      this.rotationDegrees = Number(turn[1]);
    const tag = /^\s+DURATION\s*: (\S+)$/u.exec(text);
    if (tag !== null && this.#streamKind === "video") {
      this.#taggedVideoSeconds ??= clockSeconds(tag[1] ?? "");
    }
  }

  #readStream(kind: string, details: string): void {
    this.#streamCount += 1;
    if (kind === "Audio") this.audioDetails ??= details;
    this.#streamKind = kind === "Video" && !details.includes("(attached pic)") ? "video" : "other";
    if (this.#streamKind !== "video") return;
    this.#videoCount += 1;
    this.videoDetails ??= details;
    this.framesPerSecond ??= rateIn(details, "fps") ?? rateIn(details, "tbr");
    this.#ticksPerSecond ??= rateIn(details, "tbn");
  }
}

/** A frame announced by ffmpeg. */
export interface SlicedFrame {
  /** Index in the order of slicing, from 0. */
  readonly index: number;
  /** Presentation time in seconds, exact to a microsecond; `null` if the video has none. */
  readonly ptsSeconds: number | null;
}

const REPEATED = /^ *Last message repeated (\d+) times/u;

/** Frequency in hertz, by the name of its unit: `25 fps`, `29.97 tbr`, `90k tbn`. */
function rateIn(details: string, unit: string): number | null {
  const [, digits, thousands] = new RegExp(`([\\d.]+)(k?) ${unit}\\b`, "u").exec(details) ?? [];
  return digits === undefined ? null : Number(digits) * (thousands === "k" ? 1000 : 1);
}

function clockSeconds(text: string): number | null {
  const [, hours, minutes, seconds] = /^(\d+):(\d+):([\d.]+)/u.exec(text) ?? [];
  return seconds === undefined
    ? null
    : Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds);
}
