import { closeSync, openSync, readSync } from "node:fs";
import { FrameferryError } from "../core/errors.ts";
import { noResultsFile, unwritable } from "./results-fault.ts";

/** How a results file ends. */
export interface ResultsEnd {
  /** Bytes of it that are whole lines; what follows was cut off by a crash. */
  readonly wholeByteLength: number;
  /** Whether its last line is whole but for the line break. */
  readonly lacksLineBreak: boolean;
}

/**
 * Looks at the first and the last line of a regular file, and changes nothing.
 *
 * @throws FrameferryError `ERR_OPTION` when it holds anything but results, and the system's error.
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

/** @throws FrameferryError where a file holds anything but results, or cannot be read. */
export function checkResults(path: string, byteLength: number): void {
  try {
    examineResults(path, byteLength);
  } catch (cause) {
    if (cause instanceof FrameferryError) throw cause;
    throw unwritable(path, cause as NodeJS.ErrnoException);
  }
}

const CHUNK = 64 * 1024;
/** Bytes of a last line that are read: answers have 1 MiB at most, six times as much once escaped. */
const MAX_TAIL_LENGTH = 16 * 1024 * 1024;
/** How every line begins that was written by this program. */
const BEGINNING = '{"source":';
const LINE_BREAK = 0x0a;

function beginsWithResult(head: Buffer): boolean {
  const end = head.indexOf(LINE_BREAK);
  return end === -1 ? isBeginning(head) || isResult(head) : isResult(head.subarray(0, end));
}

/** Whether a line is one of results, in whatever order another tool has written its fields. */
function isResult(line: Buffer): boolean {
  try {
    const { source, frame, outcome } = JSON.parse(line.toString()) as Record<string, unknown>;
    return [source, frame, outcome].every((value) => typeof value === "string");
  } catch {
    return false;
  }
}

/** Whether it is what a crash or a power cut leaves of a line: nothing, a part of it, or zeros. */
function isBeginning(text: Buffer): boolean {
  const begun = text.subarray(0, BEGINNING.length).toString().replace(/\0+$/u, "");
  return BEGINNING.startsWith(begun);
}

/** Where the bytes behind the last line break begin. */
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
