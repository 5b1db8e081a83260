/** Access to the source text of JSON values (ECMAScript proposal "JSON.parse source text access", V8 11.4). */
interface SourceJson {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
  isRawJSON(value: unknown): boolean;
}
const sourceJson = JSON as unknown as SourceJson;

/** True if a value is a number that is kept as its source text. */
export function isRawNumber(value: object): boolean {
  return sourceJson.isRawJSON(value);
}

/**
 * JSON whose numbers all survive serialization: a number beyond JavaScript's precision, such as
 * 9007199254740993 or 1e400, becomes raw JSON (`JSON.rawJSON`).
 *
 * @param value parsed text; returned as it is if no number is lost.
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
    // Nested too deeply for a reviver.
    return value;
  }
}

/** Integers of 16 digits or more, and large exponents; matches in strings only cost time. */
const PERHAPS_LOST = /(?:^|[^.\d])[1-9]\d{15}|\d[eE][-+]?\d{3}/u;

/**
 * True if a number does not survive. Fractions are taken as JSON readers take them, to 17 digits (RFC 8259,
 * 6).
 */
function isLost(value: number, source: string): boolean {
  if (!Number.isFinite(value)) return true;
  if (value === 0) return /^[^eE]*[1-9]/u.test(source);
  return /^-?\d+$/u.test(source) && BigInt(source) !== BigInt(value);
}
