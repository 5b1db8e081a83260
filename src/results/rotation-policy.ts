/** Limits of a job's results. */
export interface ResultsLimits {
  /** Total size of all its results files, in bytes; `Infinity` for no limit. */
  readonly maxBytes: number;
  /**
   * Minimum age at which a line may be deleted, unless `maxBytes` requires it earlier, in milliseconds;
   * `Infinity` to keep it forever.
   */
  readonly keepMs: number;
}

/** The file that lines are appended to. */
export interface CurrentFile {
  readonly byteLength: number;
  /** Time since its first line, in milliseconds. */
  readonly ageMs: number;
}

/** A file that is no longer written. */
export interface OlderFile {
  readonly name: string;
  readonly byteLength: number;
  /** Time since its last line, in milliseconds. */
  readonly ageMs: number;
}

/** Files are rotated at an eighth of each limit, so that this share is deleted at once. */
const PARTS = 8;

/** True if the current file must be rotated before `addedBytes` are appended. */
export function isFull(
  { byteLength, ageMs }: CurrentFile,
  addedBytes: number,
  { maxBytes, keepMs }: ResultsLimits,
): boolean {
  if (byteLength === 0) return false;
  return byteLength + addedBytes > maxBytes / PARTS || ageMs > keepMs / PARTS;
}

/** Splits complete lines into pieces that fit into one file each; a longer line is a piece of its own. */
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

/** Files to delete, the oldest first, so that all others and a full current file stay within the limits. */
export function surplusFiles(
  files: readonly OlderFile[],
  { maxBytes, keepMs }: ResultsLimits,
): readonly OlderFile[] {
  const maxKeptBytes = (maxBytes * (PARTS - 1)) / PARTS;
  const newestFirst = files.toSorted((one, other) => one.ageMs - other.ageMs);
  let keptBytes = 0;
  const isKept = ({ byteLength, ageMs }: OlderFile): boolean => {
    keptBytes += byteLength;
    return keptBytes <= maxKeptBytes && ageMs <= keepMs && byteLength > 0;
  };
  return newestFirst.filter((file) => !isKept(file)).toReversed();
}
