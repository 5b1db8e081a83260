import { parseJson } from "./json-value.ts";
import { usageError } from "./settings.ts";

/** What a template can say of a frame, besides its image. */
export const PLACE_NAMES = ["fileName", "index", "pts", "source", "key", "type"] as const;

export type PlaceName = (typeof PLACE_NAMES)[number];

/** Text as it stands, or a place for a value. */
export type Piece = string | Place;

export interface Place {
  readonly name: PlaceName;
  /** Whether it stands between quotes: then it is a part of a text, else a value of its own. */
  readonly isInText: boolean;
}

/** A JSON text with places for what is known of a frame, cut where its image goes. */
export interface Template {
  readonly head: readonly Piece[];
  readonly tail: readonly Piece[];
}

/**
 * Reads a template such as `{"image":"{{base64}}","frame":{{index}}}`.
 *
 * @throws FrameferryError where it has no place for the image, an unknown place, or is no JSON.
 */
export function parseTemplate(text: string): Template {
  const pieces = piecesOf(text);
  const [at, second] = pieces.flatMap((piece, index) => (piece === IMAGE ? [index] : []));
  if (at === undefined) throw badTemplate("has no placeholder for the image");
  if (second !== undefined) throw badTemplate("has more than one placeholder for the image");
  const head = pieces.slice(0, at) as readonly Piece[];
  const tail = pieces.slice(at + 1) as readonly Piece[];
  const sample = fill(head, () => 0) + fill(tail, () => 0);
  if (parseJson(sample) === undefined) throw badTemplate("is not valid JSON once it is filled in");
  return { head, tail };
}

/** The text with a value in each place; text values are escaped as JSON asks (RFC 8259, 7). */
export function fill(
  pieces: readonly Piece[],
  valueOf: (name: PlaceName) => string | number | null,
): string {
  return pieces
    .map((piece) => {
      if (typeof piece === "string") return piece;
      const value = valueOf(piece.name);
      return piece.isInText
        ? JSON.stringify(String(value ?? "")).slice(1, -1)
        : JSON.stringify(value);
    })
    .join("");
}

const IMAGE = Symbol("image");

function piecesOf(text: string): readonly (Piece | typeof IMAGE)[] {
  let isInText = false;
  // Every second part is a name: that is how `split` treats what the pattern captures.
  return text.split(/\{\{\s*(\w+)\s*\}\}/u).flatMap((part, index) => {
    if (index % 2 === 1) return place(part, isInText);
    isInText = quotesIn(part) % 2 === 1 ? !isInText : isInText;
    return [part];
  });
}

function place(name: string, isInText: boolean): readonly (Piece | typeof IMAGE)[] {
  const quote = isInText ? "" : '"';
  if (name === "base64") return [quote, IMAGE, quote];
  if (name === "dataUri")
    return [`${quote}data:`, { name: "type", isInText: true }, ";base64,", IMAGE, quote];
  if (isPlaceName(name)) return [{ name, isInText }];
  const known = ["base64", "dataUri", ...PLACE_NAMES].map((each) => `{{${each}}}`).join(", ");
  throw usageError(`the template has an unknown placeholder {{${name}}}`, `known are ${known}`);
}

function isPlaceName(name: string): name is PlaceName {
  return (PLACE_NAMES as readonly string[]).includes(name);
}

/** Quotes that begin or end a text: all but those behind a backslash. */
function quotesIn(part: string): number {
  return part.replaceAll(/\\./gsu, "").split('"').length - 1;
}

function badTemplate(flaw: string): Error {
  return usageError(
    `the template ${flaw}`,
    'write it like {"image":"{{base64}}","frame":{{index}}}',
  );
}
