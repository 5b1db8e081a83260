/** Place in a file, both from 1. */
export interface FilePosition {
  readonly line: number;
  readonly column: number;
}

/** Something in a site file that does not fit. It never holds a value that came from a variable or another file. */
export interface SiteFault {
  /** `null` for what stands in no file, such as a variable of the environment. */
  readonly at: FilePosition | null;
  /** Names that lead to it, such as `sources.gate.fps`; empty for the file as a whole. */
  readonly path: string;
  /** End of a sentence that begins with the path. */
  readonly message: string;
}

/** A fault in one line, as compilers print it: `cams.yaml:8:10 sources.gate.fps: must be above 0`. */
export function faultLine(file: string, { at, path, message }: SiteFault): string {
  const place = at === null ? "" : `${file}:${at.line}:${at.column} `;
  return `${place}${path === "" ? "" : `${path}: `}${message}`;
}

/** The order of the file; what has no place in it comes last. */
export function byPosition(one: SiteFault, other: SiteFault): number {
  if (one.at === null || other.at === null)
    return Number(one.at === null) - Number(other.at === null);
  return one.at.line - other.at.line || one.at.column - other.at.column;
}
