/** JSON's source text within its value (ECMAScript proposal "JSON.parse source text access", V8 11.4). */
interface SourceJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
}
const sourceJson = JSON as unknown as SourceJson;

/** Whether a value is a number that is kept as the text that it came as. */
export function isRawNumber(value: object): boolean {
  return sourceJson.isRawJSON(value);
}

/**
 * JSON of which no number is lost when it is written down again: one that JavaScript cannot hold, as
 * 9007199254740993 or 1e400, becomes a raw JSON text (`JSON.rawJSON`).
 *
 * @param value what the text is parsed to; it is given back where it holds all of them.
 */
export function exactJson(text: string, value: unknown): unknown {
  if (!PERHAPS_LOST.test(text)) return value;
  let isLossy = false;
  try {
    const exact = sourceJson.parse(text, (_, part, { source = "" }) => {
      if (typeof part !== "number" || !isLost(part, source)) return part;
      isLossy = true;
      return sourceJson.rawJSON(source);
    });
    return isLossy ? exact : value;
  } catch {
    // Nested deeper than a reviver can go.
    return value;
  }
}

/** Whole numbers of 16 digits or more, and great exponents; in texts as well, where they only cost time. */
const PERHAPS_LOST = /(?:^|[^.\d])[1-9]\d{15}|\d[eE][-+]?\d{3}/u;

/** A fraction is as exact as JSON's readers take it, which is to 17 digits (RFC 8259, 6). */
function isLost(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return true;
  if (value === 0) return /^[^eE]*[1-9]/u.test(source);
  return /^-?\d+$/u.test(source) && BigInt(source) !== BigInt(value);
}
