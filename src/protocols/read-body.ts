import { counted } from "../core/counted.ts";
import type { Answer } from "../core/answer.ts";
import { bodyText, mediaType, saysJson } from "./body-text.ts";
import { exactJson } from "./exact-json.ts";
import { parseAlmostJson, parseJson } from "./json-value.ts";

/** An answer's body, as it is kept and as it is understood. */
export interface Body {
  /**
   * Parsed where it is JSON to the letter, with numbers that JavaScript cannot hold as raw JSON; else
   * text, or a data URI of what is none; `null` for an empty body.
   */
  readonly response: unknown;
  /** Parsed where it is JSON, even with a bare NaN; `undefined` where it is not. */
  readonly value: unknown;
  /** As text; of what is none, its kind and length. */
  readonly text: string;
}

export function readBody(answer: Answer): Body {
  const { headers, body } = answer;
  if (body.length === 0) return { response: null, value: undefined, text: "" };
  const text = bodyText(answer);
  if (text === null) return bytesOf(answer);
  if (!saysJson(headers) && !/^\s*[[{"]/u.test(text))
    return { response: text, value: undefined, text };
  const value = parseJson(text);
  if (value !== undefined) return { response: exactJson(text, value), value, text };
  return { response: text, value: parseAlmostJson(text), text };
}

/** As a data URI (RFC 2397): it keeps every byte. */
function bytesOf({ headers, body }: Answer): Body {
  const type = mediaType(headers);
  const response = `data:${type};base64,${body.toString("base64")}`;
  return { response, value: undefined, text: `${counted(body.length, "byte")} of ${type}` };
}
