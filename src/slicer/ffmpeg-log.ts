import { DecodeErrorCount } from "./decode-errors.ts";
import { SHIFT_SECONDS, PRINTED_TIME } from "./time-filters.ts";
import { type LogLine, LogLines } from "./log-lines.ts";
import { isTimelessFormat } from "./timeless-formats.ts";

/** What the log of a slice has told so far. */
export interface SliceFacts {
  /** Whether ffmpeg has recognized the file. */
  readonly isOpened: boolean;
  /** The container's format, by ffmpeg's names, such as `matroska,webm`; empty before it is known. */
  readonly formatName: string;
  /** Length by the container's header, in seconds. */
  readonly containerSeconds: number | null;
  /** Length of the video stream itself, in seconds, where it is told or there is no other stream. */
  readonly videoSeconds: number | null;
  /** Time of the container's first frame or sample, in seconds. */
  readonly startSeconds: number;
  /** Average frame rate by the header, in frames per second. */
  readonly framesPerSecond: number | null;
  /** Frames that went into the encoder. */
  readonly frameCount: number;
  /** Time of the first and of the last frame, in seconds; counted by the rate where there are no times. */
  readonly firstPtsSeconds: number | null;
  readonly lastPtsSeconds: number | null;
  /** Longest pause between two frames, in seconds. */
  readonly maxGapSeconds: number;
  /** Frames that could not be decoded, or only in part. */
  readonly decodeErrorCount: number;
  /** Lines tagged error or fatal, without their tags, by their kind: the first kinds. */
  readonly errors: readonly LogLine[];
  /** The same for warnings. */
  readonly warnings: readonly LogLine[];
}

/** Reads the log of an ffmpeg that was started with `-loglevel level+info`, a line at a time. */
export class FfmpegLog implements SliceFacts {
  isOpened = false;
  formatName = "";
  /** Whether the container carries no times, so that those that ffmpeg counts are of its own making. */
  isTimeless = false;
  /** What is said of the video stream, behind `Video: `. */
  videoDetails: string | null = null;
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
  #last: { count: number } | null = null;
  #streamCount = 0;
  #streamKind: "video" | "other" = "other";
  #taggedVideoSeconds: number | null = null;
  #isHeaderOver = false;
  #ticksPerSecond: number | null = null;

  /** @param firstIndex index of the first frame that is written. */
  constructor(firstIndex = 0) {
    this.#firstIndex = firstIndex;
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

  /** Takes the next line; returns the frame if the line announces one. */
  read(line: string): SlicedFrame | null {
    const frame = PRINTED_TIME.exec(line);
    if (frame !== null) return this.#readFrame(frame[1] ?? "");
    const [, speaker = "", level = "", text = ""] = TAGGED_LINE.exec(line) ?? [];
    if (level === "") this.#readUntagged(line);
    else this.#readTagged(level, { speaker, text });
    return null;
  }

  #readTagged(level: string, line: Omit<LogLine, "count">): void {
    this.#decodeErrors.read(line.text);
    this.#last = null;
    if (level === "error" || level === "fatal") this.#last = this.#errors.add(line);
    else if (level === "warning") this.#last = this.#warnings.add(line);
    else if (!this.#isHeaderOver) this.#readHeader(line.text);
  }

  /** Such a line may stand for more of the last one. */
  #readUntagged(line: string): void {
    const times = Number(REPEATED.exec(line)?.[1] ?? 0);
    this.#decodeErrors.repeatLast(times);
    if (this.#last !== null) this.#last.count += times;
  }

  #readFrame(microseconds: string): SlicedFrame {
    const time = Number(microseconds) / 1e6 + this.#zeroSeconds;
    const ptsSeconds = Number.isNaN(time) ? null : Math.round(time * 1e6) / 1e6;
    if (ptsSeconds !== null) {
      this.firstPtsSeconds ??= ptsSeconds;
      const gap = ptsSeconds - (this.lastPtsSeconds ?? ptsSeconds);
      this.maxGapSeconds = Math.max(this.maxGapSeconds, gap);
      this.lastPtsSeconds = ptsSeconds;
    }
    const index = this.#firstIndex + this.frameCount++;
    return { index, ptsSeconds: this.isTimeless ? null : ptsSeconds };
  }

  /** Where in the container's own time the printed times begin; ffmpeg moves them by whole ticks. */
  get #zeroSeconds(): number {
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
    const tag = /^\s+DURATION\s*: (\S+)$/u.exec(text);
    if (tag !== null && this.#streamKind === "video") {
      this.#taggedVideoSeconds ??= clockSeconds(tag[1] ?? "");
    }
  }

  #readStream(kind: string, details: string): void {
    this.#streamCount += 1;
    this.#streamKind = kind === "Video" && !details.includes("(attached pic)") ? "video" : "other";
    if (this.#streamKind !== "video") return;
    this.videoDetails ??= details;
    this.framesPerSecond ??= rateIn(details, "fps") ?? rateIn(details, "tbr");
    this.#ticksPerSecond ??= rateIn(details, "tbn");
  }
}

/** A frame that ffmpeg announces. */
export interface SlicedFrame {
  /** Place in the order of slicing, from 0. */
  readonly index: number;
  /** Presentation time in seconds, exact to a microsecond; `null` if the video tells none. */
  readonly ptsSeconds: number | null;
}

const REPEATED = /^ *Last message repeated (\d+) times/u;

/** `[mov,mp4 @ 0x55d9] [error] moov atom not found`, or without the speaker. */
const TAGGED_LINE = /^(?:\[([^\]@]*) @ \w+\] )*\[(\w+)\] (.*)$/u;

/** `25 fps`, `29.97 tbr`, `90k tbn`: how often a second, by the name of what is counted. */
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
