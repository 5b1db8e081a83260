import { readFile } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { FrameferryError } from "../../core/errors.ts";
import { isSystemError, systemErrorMessage } from "../../core/files/system-error.ts";
import { option } from "../../core/option-spelling.ts";
import type { RunOptions } from "../../options/run-options.ts";
import type { SliceOptions } from "../../options/slice-options.ts";
import type { WantedFrames } from "../../slicer/wanted-frames.ts";
import { STANDARD_INPUT } from "../jobs/standard-input.ts";
import { framesOfList } from "./frames-list.ts";

/** Options that choose frames of a video. */
export type ChoosingOptions = Pick<
  SliceOptions,
  "atSeconds" | "framesList" | "fps" | "every" | "startSeconds" | "durationSeconds" | "keyframes"
> &
  Pick<RunOptions, "video"> &
  Partial<Pick<SliceOptions, "nearestKeyframe">>;

/**
 * The frames that options ask for one by one; `null` if they do not.
 *
 * @throws FrameferryError `ERR_OPTION` as `checkWanted`, for a list that cannot be read, and as `framesOfList`.
 */
export async function wantedFrames(options: ChoosingOptions): Promise<WantedFrames | null> {
  checkWanted(options);
  const { atSeconds, framesList, keyframes } = options;
  if (atSeconds.length > 0) {
    const seconds = [...new Set(atSeconds)].toSorted((one, other) => one - other);
    return { kind: "times", seconds };
  }
  if (framesList === null) return null;
  const isStream = framesList === STANDARD_INPUT;
  const list = await (isStream ? standardInput() : readList(framesList));
  const wanted = framesOfList(list, isStream ? "the list on standard input" : framesList);
  if (keyframes && wanted.kind === "indexes")
    throw senseless(
      `${option("framesList")} counts all frames, and ${option("keyframes")} decodes only some of them`,
      `leave ${option("keyframes")} out, or list times`,
    );
  return wanted;
}

/** @throws FrameferryError `ERR_OPTION` for options that say the same in two ways. */
export function checkWanted(options: ChoosingOptions): void {
  const { atSeconds, framesList, video } = options;
  if (atSeconds.length > 0 && framesList !== null)
    throw senseless(
      `${option("atSeconds")} and ${option("framesList")} both name the frames that are taken`,
      "leave one of them out, or write the times into the list",
    );
  if (atSeconds.length === 0 && framesList === null) return;
  const key = framesList === null ? "atSeconds" : "framesList";
  const other = otherChoice(options);
  if (other !== null)
    throw senseless(
      `${option(key)} names each frame that is taken, so that ${option(other)} has no meaning`,
      `leave ${option(other)} out`,
    );
  if (framesList === STANDARD_INPUT && video === STANDARD_INPUT)
    throw senseless(
      `standard input cannot be both the video and the list of ${option("framesList")}`,
      "name a file for one of them",
    );
}

function otherChoice({
  fps,
  every,
  startSeconds,
  durationSeconds,
}: ChoosingOptions): keyof SliceOptions | null {
  if (fps !== null) return "fps";
  if (every !== 1) return "every";
  if (startSeconds > 0) return "startSeconds";
  return durationSeconds === null ? null : "durationSeconds";
}

/** Read once, for however many videos: it does not come again. */
let onStandardInput: Promise<string> | null = null;

async function standardInput(): Promise<string> {
  if (process.stdin.isTTY)
    throw senseless(
      "standard input is a terminal, not a list of frames",
      "pipe the list into it, or name a file",
    );
  onStandardInput ??= text(process.stdin);
  return await onStandardInput;
}

async function readList(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw senseless(
      `the list of frames ${path} cannot be read: ${systemErrorMessage(cause)}`,
      `name a file with ${option("framesList")} that has a time or an index in each line`,
    );
  }
}

function senseless(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
