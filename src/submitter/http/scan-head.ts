/** Traits of a head that its lines show at a glance. */
export interface HeadScan {
  /** Bytes of the head, its blank line among them. */
  readonly byteLength: number;
  /** True if a strict parser would stumble over it. */
  readonly isOdd: boolean;
}

const [TAB, LF, CR, SPACE, COLON] = [9, 10, 13, 0x20, 0x3a];
const LOWER_CASE = 0x20;
const [C, E, L, T] = [0x63, 0x65, 0x6c, 0x74];

/** Looks at the head that data begins with; `null` if it is not whole. */
export function scanHead(data: Buffer): HeadScan | null {
  let isOdd = false;
  let lengths = 0;
  let codings = 0;
  let at = 0;
  for (;;) {
    const lineFeed = data.indexOf(LF, at);
    if (lineFeed === -1) return null;
    const isBare = data[lineFeed - 1] !== CR;
    isOdd ||= isBare;
    if (lineFeed === at || (!isBare && lineFeed - 1 === at)) {
      const isDoubtful = lengths > 1 || (lengths > 0 && codings > 0);
      return { byteLength: lineFeed + 1, isOdd: isOdd || isDoubtful };
    }
    const first = data[at] ?? 0;
    if (first === SPACE || first === TAB) isOdd = true;
    if (namesLength(data, at, first)) lengths += numbersIn(data.subarray(at, lineFeed));
    else if (namesCoding(data, at, first)) codings += 1;
    at = lineFeed + 1;
  }
}

/** True for `Content-Length:`, distinguished from other names of this length without reading all letters. */
function namesLength(data: Buffer, at: number, first: number): boolean {
  if ((first | LOWER_CASE) !== C || data[at + 14] !== COLON) return false;
  return ((data[at + 8] ?? 0) | LOWER_CASE) === L;
}

/** Lengths in one line: more than one where a proxy has joined lines. */
function numbersIn(line: Buffer): number {
  return line.includes(",") ? 2 : 1;
}

/** True for `Transfer-Encoding:`. */
function namesCoding(data: Buffer, at: number, first: number): boolean {
  if ((first | LOWER_CASE) !== T || data[at + 17] !== COLON) return false;
  return ((data[at + 9] ?? 0) | LOWER_CASE) === E;
}
