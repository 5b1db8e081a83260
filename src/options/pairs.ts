import { z } from "zod";

/** Settings by name; text says them as `name=value`. */
export function parameters(): z.ZodType<Readonly<Record<string, string>>> {
  const message = "must be name=value, such as confidence=0.4";
  const values = z.record(z.string().min(1, message), z.string(message), message);
  return z.preprocess((given) => pairsFromText(given, "="), values);
}

/** Header fields by name, in lower case (RFC 9110, 5); text says them as `Name: value`. */
export function headerFields(): z.ZodType<Readonly<Record<string, string>>> {
  const message = "must be Name: value, such as Authorization: Bearer abc";
  const name = z.string().regex(/^[!#$%&'*+.^_`|~0-9a-z-]+$/u, message);
  const value = z.string(message).regex(/^[\t\x20-\x7e\x80-\xff]*$/u, message);
  const fields = z
    .record(name, value, message)
    .refine(
      (given) => !Object.keys(given).some((field) => FRAMING.has(field)),
      `must not name what belongs to the connection: ${[...FRAMING].join(", ")}`,
    );
  return z.preprocess((given) => tidyFields(pairsFromText(given, ":")), fields);
}

/** Headers that the connection itself sets; a second value would break the request. */
const FRAMING: ReadonlySet<string> = new Set([
  "connection",
  "content-length",
  "expect",
  "keep-alive",
  "transfer-encoding",
  "upgrade",
]);

/** Text or a list of texts becomes an object; what has no separator is left for the check to refuse. */
function pairsFromText(given: unknown, separator: string): unknown {
  const texts = typeof given === "string" ? [given] : given;
  if (!Array.isArray(texts)) return given;
  return Object.fromEntries(
    (texts as unknown[]).map((text) => {
      const at = String(text).indexOf(separator);
      if (at < 0) return ["", null];
      return [String(text).slice(0, at).trim(), String(text).slice(at + 1)];
    }),
  );
}

/** Names in lower case, values without the white space around them (RFC 9110, 5.1 and 5.5). */
function tidyFields(given: unknown): unknown {
  if (typeof given !== "object" || given === null) return given;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]: [string, unknown]) => [
      name.toLowerCase(),
      typeof value === "string" ? value.trim() : value,
    ]),
  );
}
