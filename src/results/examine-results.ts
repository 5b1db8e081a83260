import { closeSync, openSync, readSync } from "node:fs";
import { FrameferryError } from "../core/errors.ts";
import { isMotionType } from "./motion-line.ts";
import { noResultsFile, unwritable } from "./results-fault.ts";

/** State of the end of a results file. */
export interface ResultsEnd {
  /** Size of its complete lines, in bytes; the remainder was truncated by a crash. */
  readonly wholeByteLength: number;
  /** True if its last line is complete except for the line break. */
  readonly lacksLineBreak: boolean;
}

/**
 * Reads the first and the last line of a regular file; nothing is changed.
 *
 * @throws FrameferryError `ERR_OPTION` if it contains anything but results, and the system's error.
 */
export function examineResults(path: string, byteLength: number): ResultsEnd {
  const descriptor = openSync(path, "r");
  try {
    const head = readAt(descriptor, 0, Math.min(byteLength, CHUNK));
    if (!beginsWithResult(head)) throw noResultsFile(path);
    const tailAt = lastLineAt(descriptor, byteLength);
    const tail = readAt(descriptor, tailAt, Math.min(byteLength - tailAt, MAX_TAIL_LENGTH));
    if (isResult(tail)) return { wholeByteLength: byteLength, lacksLineBreak: true };
    if (!isBeginning(tail)) throw noResultsFile(path);
    return { wholeByteLength: tailAt, lacksLineBreak: false };
  } finally {
    closeSync(descriptor);
  }
}

/** @throws FrameferryError if a file contains anything but results, or cannot be read. */
export function checkResults(path: string, byteLength: number): void {
  try {
    examineResults(path, byteLength);
  } catch (cause) {
    if (cause instanceof FrameferryError) throw cause;
    throw unwritable(path, cause as NodeJS.ErrnoException);
  }
}

const CHUNK = 64 * 1024;
/** Maximum size of a last line, in bytes: answers have 1 MiB at most, six times as much once escaped. */
const MAX_TAIL_LENGTH = 16 * 1024 * 1024;
/** Beginnings of the lines written by this program: of a frame, of a gap, and of a motion. */
const BEGINNINGS = [
  '{"source":',
  '{"type":"gap",',
  '{"type":"motionStarted",',
  '{"type":"motionEnded",',
] as const;
const LINE_BREAK = 0x0a;

function beginsWithResult(head: Buffer): boolean {
  const end = head.indexOf(LINE_BREAK);
  return end === -1 ? isBeginning(head) || isResult(head) : isResult(head.subarray(0, end));
}

/** True for a line of results, in any order of fields, as another tool may have written it. */
function isResult(line: Buffer): boolean {
  try {
    const { type, source, frame, outcome } = JSON.parse(line.toString()) as Record<string, unknown>;
    if (type === "gap" || isMotionType(type)) return typeof source === "string";
    return [source, frame, outcome].every((value) => typeof value === "string");
  } catch {
    return false;
  }
}

/** True for the remainder of a line after a crash or power failure: nothing, a part of it, or zeros. */
function isBeginning(text: Buffer): boolean {
  return BEGINNINGS.some((beginning) => {
    const begun = text.subarray(0, beginning.length).toString().replace(/\0+$/u, "");
    return beginning.startsWith(begun);
  });
}

/** Index behind the last line break. */
function lastLineAt(descriptor: number, byteLength: number): number {
  for (let end = byteLength; end > 0; end -= CHUNK) {
    const from = Math.max(0, end - CHUNK);
    const at = readAt(descriptor, from, end - from).lastIndexOf(LINE_BREAK);
    if (at !== -1) return from + at + 1;
  }
  return 0;
}

function readAt(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
}
