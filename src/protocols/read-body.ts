import type { Answer } from "../core/answer.ts";
import { bodyText } from "./body-text.ts";
import { exactJson } from "./exact-json.ts";
import { parseAlmostJson, parseJson } from "./json-value.ts";

/** An answer's body, as it is kept and as it is understood. */
export interface Body {
  /**
   * Parsed where it is JSON to the letter, with numbers that JavaScript cannot hold as raw JSON; else
   * text; `null` for an empty body.
   */
  readonly response: unknown;
  /** Parsed where it is JSON, even with a bare NaN; `undefined` where it is not. */
  readonly value: unknown;
  readonly text: string;
}

export function readBody(answer: Answer): Body {
  const { headers, body } = answer;
  const text = bodyText(answer);
  if (body.length === 0) return { response: null, value: undefined, text: "" };
  if (!saysJson(headers) && !/^\s*[[{"]/u.test(text))
    return { response: text, value: undefined, text };
  const value = parseJson(text);
  if (value !== undefined) return { response: exactJson(text, value), value, text };
  return { response: text, value: parseAlmostJson(text), text };
}

export function saysJson(headers: Answer["headers"]): boolean {
  return /^application\/(?:[\w.-]+\+)?json/iu.test(String(headers["content-type"] ?? ""));
}
