import type { Verdict } from "../core/verdict.ts";
import { isRawNumber } from "./exact-json.ts";
import type { JsonObject } from "./json-value.ts";
import { secretForms, secretPattern } from "./secret-pattern.ts";

/**
 * Removes secrets from judged answers: some services echo their request, and answers are shown and stored.
 * Only strings are searched; numbers stay.
 */
export interface SecretHider {
  /** Redacts a text for people, which may quote the beginning of an answer. */
  words(words: string): string;
  verdict(verdict: Verdict): Verdict;
}

export function secretHider(secrets: readonly string[]): SecretHider {
  const pattern = secretPattern(secrets);
  if (pattern === null) return { words: (words) => words, verdict: (verdict) => verdict };
  const forms = secretForms(secrets);
  const hide = (text: string): string => text.replaceAll(pattern, HIDDEN);
  const words = (text: string): string => withoutBeginnings(hide(text), forms);
  return { words, verdict: (verdict) => withoutSecrets(verdict, hide, words) };
}

type Hide = (text: string) => string;

const HIDDEN = "***";

function withoutSecrets(verdict: Verdict, hide: Hide, words: Hide): Verdict {
  const response = hiddenIn(verdict.response, (text) => hiddenInBytes(text, hide));
  if (verdict.kind === "accepted") {
    const { predictions } = verdict;
    if (predictions === undefined) return { ...verdict, response };
    return { ...verdict, response, predictions: hiddenIn(predictions, hide) as typeof predictions };
  }
  const said = { response, reason: words(verdict.reason) };
  if (verdict.kind !== "unavailable" || verdict.oddWait === undefined)
    return { ...verdict, ...said };
  return { ...verdict, ...said, oddWait: words(verdict.oddWait) };
}

const DATA_URI = /^(data:[^,]*;base64,)(.*)$/su;

/** Redacts the content of a data URI, searching UTF-8 as ISO 8859-1; other text is redacted directly. */
function hiddenInBytes(text: string, hide: Hide): string {
  const [, head, base64 = ""] = DATA_URI.exec(text) ?? [];
  if (head === undefined) return hide(text);
  const bytes = Buffer.from(base64, "base64").toString("latin1");
  const rest = hide(bytes);
  return rest === bytes ? text : head + Buffer.from(rest, "latin1").toString("base64");
}

/** JSON without secrets in its strings and keys; the same object if it contains none. */
function hiddenIn(value: unknown, hide: Hide): unknown {
  try {
    // Searching first takes a fifth of the time, and hardly any answer contains a secret.
    return tellsAny(value, hide) ? hidden(value, hide) : value;
  } catch {
    return "the answer is nested too deeply to be looked through for secrets";
  }
}

function tellsAny(value: unknown, hide: Hide): boolean {
  if (typeof value === "string") return hide(value) !== value;
  if (typeof value !== "object" || value === null || isRawNumber(value)) return false;
  if (Array.isArray(value)) return value.some((item) => tellsAny(item, hide));
  for (const name in value)
    if (hide(name) !== name || tellsAny((value as JsonObject)[name], hide)) return true;
  return false;
}

function hidden(value: unknown, hide: Hide): unknown {
  if (typeof value === "string") return hide(value);
  if (Array.isArray(value)) return value.map((item) => hidden(item, hide));
  if (typeof value !== "object" || value === null || isRawNumber(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [hide(name), hidden(part, hide)]),
  );
}

/** Redacts secrets that were truncated at the end of a quotation. */
function withoutBeginnings(words: string, forms: readonly string[]): string {
  const parts = words.split(ELLIPSIS);
  const cut = parts.slice(0, -1).map((part) => withoutBeginning(part, forms));
  return [...cut, ...parts.slice(-1)].join(ELLIPSIS);
}

const ELLIPSIS = "…";
/** Fewer characters disclose nothing. */
const MIN_BEGINNING = 4;

function withoutBeginning(part: string, forms: readonly string[]): string {
  for (let length = part.length; length >= MIN_BEGINNING; length -= 1) {
    const end = part.slice(-length);
    if (forms.some((form) => form.startsWith(end))) return part.slice(0, -length) + HIDDEN;
  }
  return part;
}
