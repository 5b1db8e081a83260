import { formatCount } from "../core/text/format-count.ts";
import type { Answer } from "../core/service/answer.ts";
import { bodyText, mediaType, hasJsonType } from "./body-text.ts";
import { exactJson } from "./exact-json.ts";
import { parseAlmostJson, parseJson } from "./json-value.ts";

/** An answer's body, as stored and as parsed. */
export interface Body {
  /**
   * Parsed if it is valid JSON, with numbers beyond JavaScript's precision as raw JSON; else text, or a
   * data URI of binary data; `null` for an empty body.
   */
  readonly response: unknown;
  /** Parsed if it is JSON, bare NaN allowed; else `undefined`. */
  readonly value: unknown;
  /** Text; for binary data, its type and length. */
  readonly text: string;
}

export function readBody(answer: Answer): Body {
  const { headers, body } = answer;
  if (body.length === 0) return { response: null, value: undefined, text: "" };
  const text = bodyText(answer);
  if (text === null) return bytesOf(answer);
  if (!hasJsonType(headers) && !/^\s*[[{"]/u.test(text))
    return { response: text, value: undefined, text };
  const value = parseJson(text);
  if (value !== undefined) return { response: exactJson(text, value), value, text };
  return { response: text, value: parseAlmostJson(text), text };
}

/** Binary data as a data URI (RFC 2397), which keeps every byte. */
function bytesOf({ headers, body }: Answer): Body {
  const type = mediaType(headers);
  const response = `data:${type};base64,${body.toString("base64")}`;
  return { response, value: undefined, text: `${formatCount(body.length, "byte")} of ${type}` };
}
