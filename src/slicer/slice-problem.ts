import { formatCount } from "../core/text/format-count.ts";
import { basename } from "node:path";
import type { FrameferryError } from "../core/errors.ts";
import { byReader, option } from "../core/option-spelling.ts";
import { isPlaylist } from "./allowed-formats.ts";
import { crashed, describeCrash } from "./ffmpeg-crash.ts";
import type { SliceFacts } from "./ffmpeg-log.ts";
import type { LogLine } from "./log-lines.ts";
import type { FfmpegExit } from "./ffmpeg-process.ts";
import { cannotToneMap, diskFull, sourceError } from "./slice-errors.ts";
import { isDamaged, slicedSeconds, type SliceRequest, tooShortReason } from "./slice-length.ts";

/**
 * The reason why a slice is incomplete; `null` if it is complete. Exit code, frame count and log are
 * combined, since ffmpeg ends with 0 on a file that was cut in half.
 *
 * @param isStructureComplete true if the file ends where its structure says; only needed if `endsEarly`.
 */
export function findSliceProblem(
  request: SliceRequest,
  exit: FfmpegExit,
  facts: SliceFacts,
  isStructureComplete = false,
): FrameferryError | null {
  const name = basename(request.video);
  if (hasLine(facts, DISK_FULL)) return diskFull(exit.frameCount);
  if (hasLine(facts, /No such filter: 'zscale'/u)) return cannotToneMap();
  const crash = describeCrash(exit);
  if (crash !== null && exit.frameCount === 0 && request.firstIndex === 0)
    return crashed(crash, `before it had written a frame of ${name}`);
  if (!facts.isOpened && crash === null) return notOpened(name, facts.errors);
  if (hasLine(facts, /matches no streams/u)) {
    return sourceError("ERR_NO_VIDEO_STREAM", `${name} has no video stream`, "name a video file");
  }
  if (exit.frameCount === 0 && request.firstIndex === 0)
    return nothingSliced(name, request, exit, facts);
  const reason =
    incompleteReason(request, exit, facts) ??
    (isStructureComplete ? null : tooShortReason(request, facts));
  if (reason === null) return tooManyDecodeErrors(name, request, exit, facts);
  const upTo = describeProgress(facts);
  return sourceError(
    "ERR_VIDEO_UNREADABLE",
    `${name} is incomplete: it ends after ${formatCount(request.firstIndex + exit.frameCount, "frame")}${upTo} (${reason})`,
    crash === null
      ? "copy or record it again; the frames that could be read were sent"
      : "run the same command again: it goes on where it was",
  );
}

/** Sentence about frames that did not decode, or only in part; `null` if all did. */
export function describeDecodeErrors(
  request: SliceRequest,
  exit: FfmpegExit,
  facts: SliceFacts,
): string | null {
  const { decodeErrorCount: count } = facts;
  if (count === 0) return null;
  const total = count + decodedCount(request, exit, facts);
  const percent = Number(((100 * count) / total).toPrecision(2));
  return `${count} of ${formatCount(total, "frame")} could not be decoded, or only in part (${percent} %)`;
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
    `${name} is incomplete: ${describeDecodeErrors(request, exit, facts)}`,
    `copy or record it again, or allow more with ${option("maxDecodeErrors")}; what could be decoded was sent`,
  );
}

/** Number of decoded frames, estimated from the written ones: ffmpeg does not report those that it left out. */
function decodedCount(request: SliceRequest, exit: FfmpegExit, facts: SliceFacts): number {
  const { firstIndex, every, fps, wanted = null } = request;
  const written = Math.max(facts.sampledCount ?? 0, firstIndex + exit.frameCount) * every;
  const rate = facts.framesPerSecond;
  if (wanted !== null) {
    const seconds = (facts.lastPtsSeconds ?? facts.startSeconds) - facts.startSeconds;
    return Math.max(written, Math.round(seconds * (rate ?? 0)));
  }
  if (fps === null || rate === null || rate <= fps) return written;
  return Math.max(written, Math.round(slicedSeconds(facts) * rate));
}

/** ffmpeg's message when it cannot write a frame and ends. */
export const DISK_FULL: RegExp = /No space left on device/u;

/** Sentences about irregularities in a video that ffmpeg could read to its end. */
export function warningsOf(facts: SliceFacts): readonly string[] {
  return facts.errors.map(
    (line) =>
      `${describeLine(line)}${line.count === 1 ? "" : ` (and ${line.count - 1} more like it)`}`,
  );
}

/** Messages of a demuxer whose file ends too early. */
const CUT_SHORT = /partial file|ended prematurely|truncat|unexpected EOF|moov atom not found/iu;

function isTruncationMessage({ component, text }: LogLine): boolean {
  // Half a packet is the end of a file, but in a broadcast only a moment of bad reception.
  return CUT_SHORT.test(text) || (text.startsWith("Packet corrupt") && component !== "mpegts");
}

function incompleteReason(
  request: SliceRequest,
  exit: FfmpegExit,
  facts: SliceFacts,
): string | null {
  const crash = describeCrash(exit);
  if (crash !== null) return `ffmpeg ${crash}`;
  if (exit.code !== 0) return firstError(facts) ?? `ffmpeg ended with code ${exit.code}`;
  const cut = [...facts.errors, ...facts.warnings].find(isTruncationMessage);
  if (cut !== undefined) return describeLine(cut);
  return isDamaged(facts) ? tooShortReason(request, facts) : null;
}

function notOpened(name: string, errors: readonly LogLine[]): FrameferryError {
  const refusal = errors.find((line) => line.text.includes("not on whitelist"));
  if (refusal !== undefined && isPlaylist(refusal.component)) {
    return sourceError(
      "ERR_VIDEO_REFUSED",
      `${name} is not a video but a playlist (${refusal.component}), which could make ffmpeg open other files and addresses`,
      "name the video file itself",
    );
  }
  const cause =
    refusal === undefined ? errors[0]?.text : `its content looks like ${refusal.component}`;
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
      `give an earlier ${option("startSeconds")}`,
    );
  }
  const cause = firstError(facts) ?? "it holds no frame";
  return sourceError(
    "ERR_VIDEO_UNREADABLE",
    `no frame of ${name} could be written: ${cause}`,
    byReader({
      commandLine: "run with -vv to see the log of ffmpeg",
      library: "see what ffmpeg itself says: ffmpeg -i VIDEO -f null -",
    }),
  );
}

function describeProgress({
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
  return line === undefined ? undefined : describeLine(line);
}

function describeLine({ component, text }: LogLine): string {
  return component === "" ? text : `${component.split(",")[0]}: ${text}`;
}
