import { DecodeErrorCount } from "./decode-errors.ts";
import { SHIFT_SECONDS } from "./ffmpeg-arguments.ts";

/** What the log of a slice has told so far. */
export interface SliceFacts {
  /** Whether ffmpeg has recognised the file. */
  readonly isOpened: boolean;
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
  /** Time of the first and of the last frame, in seconds. */
  readonly firstPtsSeconds: number | null;
  readonly lastPtsSeconds: number | null;
  /** Longest pause between two frames, in seconds. */
  readonly longestGapSeconds: number;
  /** Frames that could not be decoded, or only in part. */
  readonly decodeErrorCount: number;
  /** Lines tagged error or fatal, without their tags; the first ones, at most `LINES_KEPT`. */
  readonly errors: readonly LogLine[];
  /** The same for warnings. */
  readonly warnings: readonly LogLine[];
}

export interface LogLine {
  /** The part of ffmpeg that speaks, such as `hls` or `h264`; empty for ffmpeg itself. */
  readonly speaker: string;
  readonly text: string;
}

/** Reads the log of an ffmpeg that was started with `-loglevel level+info`, a line at a time. */
export class FfmpegLog implements SliceFacts {
  isOpened = false;
  containerSeconds: number | null = null;
  startSeconds = 0;
  framesPerSecond: number | null = null;
  frameCount = 0;
  firstPtsSeconds: number | null = null;
  lastPtsSeconds: number | null = null;
  longestGapSeconds = 0;
  readonly errors: LogLine[] = [];
  readonly warnings: LogLine[] = [];
  readonly #decodeErrors = new DecodeErrorCount();
  readonly #keepsContainerTimes: boolean;
  readonly #firstIndex: number;
  #streamCount = 0;
  #streamKind: "video" | "other" = "other";
  #taggedVideoSeconds: number | null = null;
  #isHeaderOver = false;
  #ticksPerSecond: number | null = null;

  /**
   * @param keepsContainerTimes whether printed times are the container's own or count from its start.
   * @param firstIndex index of the first frame that is written.
   */
  constructor(keepsContainerTimes: boolean, firstIndex = 0) {
    this.#keepsContainerTimes = keepsContainerTimes;
    this.#firstIndex = firstIndex;
  }

  get decodeErrorCount(): number {
    return this.#decodeErrors.count;
  }

  get videoSeconds(): number | null {
    return this.#taggedVideoSeconds ?? (this.#streamCount === 1 ? this.containerSeconds : null);
  }

  /** Takes the next line; returns the frame if the line announces one. */
  read(line: string): SlicedFrame | null {
    const frame = PRINTED_FRAME.exec(line);
    if (frame !== null) return this.#readFrame(frame[1] ?? "");
    const [, speaker = "", level = "", text = ""] = TAGGED_LINE.exec(line) ?? [];
    if (level === "") this.#decodeErrors.readUntagged(line);
    else this.#decodeErrors.read(text);
    if (level === "error" || level === "fatal") keep(this.errors, { speaker, text });
    else if (level === "warning") keep(this.warnings, { speaker, text });
    else if (!this.#isHeaderOver) this.#readHeader(text);
    return null;
  }

  #readFrame(microseconds: string): SlicedFrame {
    const time = Number(microseconds) / 1e6 + this.#zeroSeconds;
    const ptsSeconds = Number.isNaN(time) ? null : Math.round(time * 1e6) / 1e6;
    if (ptsSeconds !== null) {
      this.firstPtsSeconds ??= ptsSeconds;
      const gap = ptsSeconds - (this.lastPtsSeconds ?? ptsSeconds);
      this.longestGapSeconds = Math.max(this.longestGapSeconds, gap);
      this.lastPtsSeconds = ptsSeconds;
    }
    return { index: this.#firstIndex + this.frameCount++, ptsSeconds };
  }

  /** Where in the container's own time the printed times begin; ffmpeg moves them by whole ticks. */
  get #zeroSeconds(): number {
    if (this.#keepsContainerTimes) return 0;
    const ticks = this.#ticksPerSecond;
    if (ticks === null) return this.startSeconds;
    return Math.round((this.startSeconds - SHIFT_SECONDS) * ticks) / ticks;
  }

  #readHeader(text: string): void {
    if (text.startsWith("Input #0")) this.isOpened = true;
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

const LINES_KEPT = 20;

/** `[Parsed_metadata_2 @ 0x55d9] [info] frame:7    pts:280000  pts_time:0.28`; the time may be `NOPTS`. */
const PRINTED_FRAME = /^\[Parsed_metadata_\d+ @ \w+\] \[info\] frame:\d+\s+pts:(\S+)/u;

/** `[mov,mp4 @ 0x55d9] [error] moov atom not found`, or without the speaker. */
const TAGGED_LINE = /^(?:\[([^\]@]*) @ \w+\] )*\[(\w+)\] (.*)$/u;

function keep(lines: LogLine[], line: LogLine): void {
  if (lines.length < LINES_KEPT) lines.push(line);
}

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
