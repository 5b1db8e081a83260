/**
 * Width of a text in the font of drawings, in em: as its advance widths are for ASCII, and an estimate that is rather
 * too wide for all other characters, which the fonts of the system draw.
 */
export function textWidthEm(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

function characterWidth(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  const known = ADVANCES[code - FIRST_CODE];
  if (known !== undefined) return known / 100;
  return code < FIRST_WIDE_CODE ? OTHER_EM : WIDE_EM;
}

/** The text, or its beginning with an ellipsis, within so many em; empty where not even that fits. */
export function cutToWidth(text: string, maxEm: number): string {
  if (textWidthEm(text) <= maxEm) return text;
  let [kept, width] = ["", textWidthEm(ELLIPSIS)];
  if (width > maxEm) return "";
  for (const character of text) {
    width += characterWidth(character);
    if (width > maxEm) break;
    kept += character;
  }
  return `${kept.trimEnd()}${ELLIPSIS}`;
}

/** Lines of a text within so many em, at most `maxLines`; what does not fit gives way to an ellipsis. */
export function wrapToWidth(text: string, maxEm: number, maxLines: number): readonly string[] {
  const words = text.split(/\s+/u).filter((word) => word !== "");
  const lines: string[] = [];
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    const last = lines.at(-1);
    const joined = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && textWidthEm(joined) <= maxEm) lines[lines.length - 1] = joined;
    else if (lines.length === maxLines) {
      lines[lines.length - 1] = cutToWidth([last, word, ...words].join(" "), maxEm);
      break;
    } else lines.push(textWidthEm(word) <= maxEm ? word : cutToWidth(word, maxEm));
  }
  return lines;
}

const ELLIPSIS = "…";
const FIRST_CODE = 0x20;
/** Hangul, and behind it the scripts whose characters are as wide as high. */
const FIRST_WIDE_CODE = 0x1100;
const OTHER_EM = 0.75;
const WIDE_EM = 1.1;

/** Advance widths of Inter Medium from the space to the tilde, in hundredths of an em. */
const ADVANCES: readonly number[] = [
  ...[
    27, 31, 50, 64, 65, 100, 66, 32, 37, 37, 53, 67, 31, 47, 31, 37, 65, 42, 62, 63, 66, 61, 63, 58,
  ],
  ...[
    63, 63, 31, 32, 67, 67, 67, 53, 99, 71, 66, 74, 73, 61, 59, 75, 75, 28, 58, 69, 57, 92, 76, 77,
  ],
  ...[
    65, 77, 65, 65, 66, 75, 71, 101, 71, 70, 65, 37, 37, 37, 48, 47, 34, 57, 62, 58, 62, 59, 38, 62,
  ],
  ...[61, 26, 26, 56, 26, 89, 61, 61, 62, 62, 39, 54, 35, 61, 58, 83, 56, 58, 56, 45, 35, 45, 67],
];
