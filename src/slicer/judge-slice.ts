import { basename } from "node:path";
import { type ErrorCode, FrameferryError } from "../core/errors.ts";
import { isPlaylist } from "./allowed-formats.ts";
import type { SliceFacts } from "./ffmpeg-log.ts";
import type { LogLine } from "./log-lines.ts";
import type { FfmpegExit } from "./ffmpeg-process.ts";

/** What was asked of a slice, as far as its end can be judged by it. */
export interface SliceRequest {
  readonly video: string;
  readonly startSeconds: number;
  readonly durationSeconds: number | null;
  readonly framesPerSecond: number | null;
  readonly everyNth: number;
  /** Index of the first frame to write: a slice that goes on from there may find none. */
  readonly firstIndex: number;
  /** Most frames, or most of all, that may fail to decode. */
  readonly maxDecodeErrors: number | `${number}%`;
}

/**
 * Why a slice is not the whole video; `null` if it is. Exit code, frame count and log are weighed
 * together, since ffmpeg ends with 0 on a file that was cut in half.
 *
 * @param endsWhole whether the file ends where its structure says; asked only of what `endsEarly`.
 */
export function judgeSlice(
  request: SliceRequest,
  exit: FfmpegExit,
  facts: SliceFacts,
  endsWhole = false,
): FrameferryError | null {
  const name = basename(request.video);
  if (hasLine(facts, DISK_FULL)) return diskFull(exit.frameCount);
  if (hasLine(facts, /No such filter: 'zscale'/u)) return cannotToneMap();
  if (!facts.isOpened) return notOpened(name, facts.errors);
  if (hasLine(facts, /matches no streams/u)) {
    return sourceError("ERR_NO_VIDEO_STREAM", `${name} has no video stream`, "name a video file");
  }
  if (exit.frameCount === 0 && request.firstIndex === 0)
    return nothingSliced(name, request, exit, facts);
  const reason =
    whyIncomplete(request, exit, facts) ?? (endsWhole ? null : whyTooShort(request, facts));
  if (reason === null) return tooManyDecodeErrors(name, request, exit, facts);
  const upTo = progressInWords(facts);
  return sourceError(
    "ERR_VIDEO_UNREADABLE",
    `${name} is incomplete: it ends after ${request.firstIndex + exit.frameCount} frames${upTo} (${reason})`,
    "copy or record it again; the frames that could be read were sent",
  );
}

/** What did not decode, or only in part, as a sentence; `null` if all did. */
export function decodeErrorsInWords(
  request: SliceRequest,
  exit: FfmpegExit,
  facts: SliceFacts,
): string | null {
  const { decodeErrorCount: count } = facts;
  if (count === 0) return null;
  const total = count + decodedCount(request, exit, facts);
  const percent = Number(((100 * count) / total).toPrecision(2));
  return `${count} of ${total} frames could not be decoded, or only in part (${percent} %)`;
}

function tooManyDecodeErrors(
  name: string,
  request: SliceRequest,
  exit: FfmpegExit,
  facts: SliceFacts,
): FrameferryError | null {
  const { maxDecodeErrors } = request;
  const { decodeErrorCount: count } = facts;
  const limit =
    typeof maxDecodeErrors === "number"
      ? maxDecodeErrors
      : (Number.parseFloat(maxDecodeErrors) / 100) * (count + decodedCount(request, exit, facts));
  if (count <= limit) return null;
  return sourceError(
    "ERR_VIDEO_UNREADABLE",
    `${name} is incomplete: ${decodeErrorsInWords(request, exit, facts)}`,
    "copy or record it again, or allow for more with --max-decode-errors; what could be decoded was sent",
  );
}

/** Frames that were decoded, by what was written of them: ffmpeg does not tell of those that it left out. */
function decodedCount(request: SliceRequest, exit: FfmpegExit, facts: SliceFacts): number {
  const { firstIndex, everyNth, framesPerSecond } = request;
  const written = (firstIndex + exit.frameCount) * everyNth;
  const rate = facts.framesPerSecond;
  if (framesPerSecond === null || rate === null || rate <= framesPerSecond) return written;
  return Math.max(written, Math.round(slicedSeconds(facts) * rate));
}

/** Length of what was sliced, in seconds; by the header where frames tell no times. */
function slicedSeconds({
  firstPtsSeconds: first,
  lastPtsSeconds: last,
  ...facts
}: SliceFacts): number {
  if (first === null || last === null) return facts.videoSeconds ?? facts.containerSeconds ?? 0;
  return last - first + facts.longestGapSeconds;
}

/** What ffmpeg says when it cannot write a frame, and ends. */
export const DISK_FULL: RegExp = /No space left on device/u;

/** What ffmpeg found odd in a video that it could read to its end. */
export function warningsOf(facts: SliceFacts): readonly string[] {
  return facts.errors.map(
    (line) => `${inWords(line)}${line.count === 1 ? "" : ` (and ${line.count - 1} more like it)`}`,
  );
}

/** Lines that a demuxer writes when the file ends before its contents do. */
const CUT_SHORT = /partial file|ended prematurely|truncat|unexpected EOF|moov atom not found/iu;
const DAMAGED = /corrupt|invalid/iu;

function saysCutShort({ speaker, text }: LogLine): boolean {
  // Half a packet is the end of a file, but in a broadcast only a moment of bad reception.
  return CUT_SHORT.test(text) || (text.startsWith("Packet corrupt") && speaker !== "mpegts");
}

function whyIncomplete(request: SliceRequest, exit: FfmpegExit, facts: SliceFacts): string | null {
  if (exit.code !== 0)
    return firstError(facts) ?? `ffmpeg ended with ${exit.signal ?? `code ${exit.code}`}`;
  const cut = [...facts.errors, ...facts.warnings].find(saysCutShort);
  if (cut !== undefined) return inWords(cut);
  return isDamaged(facts) ? whyTooShort(request, facts) : null;
}

function isDamaged({ errors, warnings }: SliceFacts): boolean {
  return [...errors, ...warnings].some((line) => DAMAGED.test(line.text));
}

/**
 * Whether the last frame comes so long before the announced end that frames may be missing, or that one
 * may be shown long, as in a GIF or a recording of a screen: the structure of the file then decides.
 */
export function endsEarly(request: SliceRequest, facts: SliceFacts): boolean {
  return whyTooShort(request, facts) !== null;
}

function whyTooShort(request: SliceRequest, facts: SliceFacts): string | null {
  // Sound may go on after the picture: the container's length alone proves nothing.
  const expected = facts.videoSeconds ?? (isDamaged(facts) ? facts.containerSeconds : null);
  return expected !== null &&
    missingSeconds(request, facts, expected) > toleranceSeconds(request, facts, expected)
    ? `${expected.toFixed(1)} s were announced`
    : null;
}

/** Whether a part was asked for, and the last frame is that of its end. */
export function hasWantedPart(request: SliceRequest, facts: SliceFacts): boolean {
  const { durationSeconds } = request;
  if (durationSeconds === null || facts.lastPtsSeconds === null) return false;
  const missing = missingSeconds(request, facts, Number.POSITIVE_INFINITY);
  // Stricter than a judgment by the announced length: here the frames themselves tell.
  return missing <= 1.5 * facts.longestGapSeconds;
}

function missingSeconds(request: SliceRequest, facts: SliceFacts, videoSeconds: number): number {
  if (facts.lastPtsSeconds === null) return 0;
  const { startSeconds, durationSeconds } = request;
  const wantedEnd =
    facts.startSeconds + startSeconds + (durationSeconds ?? Number.POSITIVE_INFINITY);
  // Matroska's length is the time of its end, others count from their start: take the lesser.
  return Math.min(videoSeconds, wantedEnd) - facts.lastPtsSeconds;
}

/**
 * The last frame's own duration counts as missing above; cameras of variable rate make it a long one,
 * and so does a wish for few frames.
 */
function toleranceSeconds(request: SliceRequest, facts: SliceFacts, videoSeconds: number): number {
  const longestPause = Math.max(facts.longestGapSeconds, wantedPauseSeconds(request, facts));
  return Math.max(0.5, videoSeconds * 0.01, 2 * longestPause);
}

/** The pause between two frames that was asked for, in seconds; infinite where it cannot be told. */
function wantedPauseSeconds(request: SliceRequest, facts: SliceFacts): number {
  const { framesPerSecond, everyNth } = request;
  const ofRate = framesPerSecond === null ? 0 : 1 / framesPerSecond;
  if (everyNth === 1) return ofRate;
  return everyNth * Math.max(ofRate, 1 / (facts.framesPerSecond ?? 0));
}

function notOpened(name: string, errors: readonly LogLine[]): FrameferryError {
  const refusal = errors.find((line) => line.text.includes("not on whitelist"));
  if (refusal !== undefined && isPlaylist(refusal.speaker)) {
    return sourceError(
      "ERR_VIDEO_REFUSED",
      `${name} is not a video but a playlist (${refusal.speaker}), which could make ffmpeg open other files and addresses`,
      "name the video file itself",
    );
  }
  const cause =
    refusal === undefined ? errors[0]?.text : `its content looks like ${refusal.speaker}`;
  return sourceError(
    "ERR_VIDEO_UNREADABLE",
    `${name} is not a video that ffmpeg can read${cause === undefined ? "" : `: ${cause}`}`,
    "check that the file is whole and holds a video",
  );
}

function nothingSliced(
  name: string,
  request: SliceRequest,
  exit: FfmpegExit,
  facts: SliceFacts,
): FrameferryError {
  const isPastEnd = exit.code === 0 && request.startSeconds > 0;
  if (isPastEnd) {
    const length =
      facts.containerSeconds === null
        ? ""
        : `, which is ${facts.containerSeconds.toFixed(1)} s long`;
    return sourceError(
      "ERR_VIDEO_UNREADABLE",
      `there is no frame after ${request.startSeconds} s in ${name}${length}`,
      "give an earlier --start",
    );
  }
  const cause = firstError(facts) ?? "it holds no frame";
  return sourceError(
    "ERR_VIDEO_UNREADABLE",
    `no frame of ${name} could be written: ${cause}`,
    "run with -vv to see ffmpeg's own words",
  );
}

function cannotToneMap(): FrameferryError {
  return new FrameferryError({
    code: "ERR_FFMPEG_BROKEN",
    kind: "environment",
    message: "this ffmpeg was built without zscale, which --tone-map needs",
    remedy: "name another one with --ffmpeg, or leave --tone-map out",
  });
}

function diskFull(frameCount: number): FrameferryError {
  return new FrameferryError({
    code: "ERR_DISK_FULL",
    kind: "environment",
    message: `the disk of the frames folder is full after ${frameCount} frames`,
    remedy:
      "make room, or choose another disk with --frames or --state, and run the same command again",
  });
}

function sourceError(code: ErrorCode, message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code, kind: "source", message, remedy });
}

function progressInWords({
  lastPtsSeconds,
  firstPtsSeconds,
  containerSeconds,
}: SliceFacts): string {
  if (lastPtsSeconds === null || containerSeconds === null) return "";
  return `, ${(lastPtsSeconds - (firstPtsSeconds ?? 0)).toFixed(1)} of ${containerSeconds.toFixed(1)} s`;
}

function hasLine(facts: SliceFacts, pattern: RegExp): boolean {
  return facts.errors.some((line) => pattern.test(line.text));
}

function firstError(facts: SliceFacts): string | undefined {
  const line = facts.errors[0];
  return line === undefined ? undefined : inWords(line);
}

function inWords({ speaker, text }: LogLine): string {
  return speaker === "" ? text : `${speaker.split(",")[0]}: ${text}`;
}
