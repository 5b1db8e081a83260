import { parseJson } from "./json-value.ts";
import { usageError } from "./settings.ts";

/** Placeholders of a template, besides those for the image. */
export const PLACEHOLDER_NAMES = ["fileName", "index", "pts", "source", "key", "type"] as const;

export type PlaceholderName = (typeof PLACEHOLDER_NAMES)[number];

/** Literal text, or a placeholder. */
export type Piece = string | Placeholder;

export interface Placeholder {
  readonly name: PlaceholderName;
  /** True within a JSON string, false for a value of its own. */
  readonly isInString: boolean;
}

/** A JSON text with placeholders, split at its image. */
export interface Template {
  readonly head: readonly Piece[];
  readonly tail: readonly Piece[];
}

/**
 * Parses a template such as `{"image":"{{base64}}","frame":{{index}}}`.
 *
 * @throws FrameferryError if it has no place for the image, an unknown placeholder, or is invalid JSON.
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

/** Fills in the placeholders; strings are escaped for JSON (RFC 8259, 7). */
export function fill(
  pieces: readonly Piece[],
  valueOf: (name: PlaceholderName) => string | number | null,
): string {
  return pieces
    .map((piece) => {
      if (typeof piece === "string") return piece;
      const value = valueOf(piece.name);
      return piece.isInString
        ? JSON.stringify(String(value ?? "")).slice(1, -1)
        : JSON.stringify(value);
    })
    .join("");
}

const IMAGE = Symbol("image");

function piecesOf(text: string): readonly (Piece | typeof IMAGE)[] {
  let isInString = false;
  // `split` includes captures: every second part is a name.
  return text.split(/\{\{\s*(\w+)\s*\}\}/u).flatMap((part, index) => {
    if (index % 2 === 1) return placeholder(part, isInString);
    isInString = quotesIn(part) % 2 === 1 ? !isInString : isInString;
    return [part];
  });
}

function placeholder(name: string, isInString: boolean): readonly (Piece | typeof IMAGE)[] {
  const quote = isInString ? "" : '"';
  if (name === "base64") return [quote, IMAGE, quote];
  if (name === "dataUri")
    return [`${quote}data:`, { name: "type", isInString: true }, ";base64,", IMAGE, quote];
  if (isPlaceholderName(name)) return [{ name, isInString }];
  const known = ["base64", "dataUri", ...PLACEHOLDER_NAMES].map((each) => `{{${each}}}`).join(", ");
  throw usageError(`the template has an unknown placeholder {{${name}}}`, `known are ${known}`);
}

function isPlaceholderName(name: string): name is PlaceholderName {
  return (PLACEHOLDER_NAMES as readonly string[]).includes(name);
}

/** Number of quotes that begin or end a string: all without a backslash. */
function quotesIn(part: string): number {
  return part.replaceAll(/\\./gsu, "").split('"').length - 1;
}

function badTemplate(flaw: string): Error {
  return usageError(
    `the template ${flaw}`,
    'write it like {"image":"{{base64}}","frame":{{index}}}',
  );
}
