/** How much a job keeps of its results. */
export interface ResultsLimits {
  /** Bytes of all its results files together; `Infinity` sets no limit. */
  readonly maxBytes: number;
  /** How long a line is kept at least, unless `maxBytes` needs its room, in milliseconds; `Infinity` for ever. */
  readonly keepMs: number;
}

/** The file that lines are added to. */
export interface CurrentFile {
  readonly byteLength: number;
  /** Time since its first line, in milliseconds. */
  readonly ageMs: number;
}

/** A file that gets no more lines. */
export interface OlderFile {
  readonly name: string;
  readonly byteLength: number;
  /** Time since its last line, in milliseconds. */
  readonly ageMs: number;
}

/** Files are set aside at an eighth of each limit, so that this much goes at once, and no more. */
const PARTS = 8;

/** Whether the current file is to be set aside before so many bytes are added. */
export function isFull(
  { byteLength, ageMs }: CurrentFile,
  addedBytes: number,
  { maxBytes, keepMs }: ResultsLimits,
): boolean {
  if (byteLength === 0) return false;
  return byteLength + addedBytes > maxBytes / PARTS || ageMs > keepMs / PARTS;
}

/** Whole lines in pieces of which each has room in a file of its own; a longer line is one by itself. */
export function piecesOf(lines: string, { maxBytes }: ResultsLimits): readonly string[] {
  if (Buffer.byteLength(lines) <= maxBytes / PARTS) return [lines];
  const pieces: string[] = [];
  let [piece, pieceBytes] = ["", 0];
  for (const line of lines.match(/[^\n]*\n/gu) ?? []) {
    const lineBytes = Buffer.byteLength(line);
    if (pieceBytes > 0 && pieceBytes + lineBytes > maxBytes / PARTS) {
      pieces.push(piece);
      [piece, pieceBytes] = ["", 0];
    }
    piece += line;
    pieceBytes += lineBytes;
  }
  return [...pieces, piece];
}

/**
 * The files that must go, the oldest first, so that all others and a full current file stay within
 * the limits.
 */
export function surplusFiles(
  files: readonly OlderFile[],
  { maxBytes, keepMs }: ResultsLimits,
): readonly OlderFile[] {
  const room = (maxBytes * (PARTS - 1)) / PARTS;
  const newestFirst = files.toSorted((one, other) => one.ageMs - other.ageMs);
  let keptBytes = 0;
  const isKept = ({ byteLength, ageMs }: OlderFile): boolean => {
    keptBytes += byteLength;
    return keptBytes <= room && ageMs <= keepMs && byteLength > 0;
  };
  return newestFirst.filter((file) => !isKept(file)).toReversed();
}
