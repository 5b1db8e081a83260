import type { Verdict } from "../core/frame/verdict.ts";
import { isRawNumber } from "./exact-json.ts";
import type { JsonObject } from "./json-value.ts";
import { secretForms, secretPattern } from "./secret-pattern.ts";

/**
 * Removes secrets from judged answers: some services echo their request, and answers are shown and stored.
 * Only strings are searched; numbers stay.
 */
export interface SecretRedactor {
  /** Redacts a text for people, which may quote the beginning of an answer. */
  text(text: string): string;
  verdict(verdict: Verdict): Verdict;
}

export function secretRedactor(secrets: readonly string[]): SecretRedactor {
  const pattern = secretPattern(secrets);
  if (pattern === null) return { text: (text) => text, verdict: (verdict) => verdict };
  const forms = secretForms(secrets);
  const redact = (text: string): string => text.replaceAll(pattern, REDACTED);
  const redactText = (text: string): string => withoutPartialSecrets(redact(text), forms);
  return {
    text: redactText,
    verdict: (verdict) => withoutSecrets(verdict, redact, redactText),
  };
}

type Redact = (text: string) => string;

const REDACTED = "***";

function withoutSecrets(verdict: Verdict, redact: Redact, redactText: Redact): Verdict {
  const response = redactedIn(verdict.response, (text) => redactedDataUri(text, redact));
  if (verdict.kind === "accepted") {
    const { predictions } = verdict;
    if (predictions === undefined) return { ...verdict, response };
    return {
      ...verdict,
      response,
      predictions: redactedIn(predictions, redact) as typeof predictions,
    };
  }
  const shared = { response, reason: redactText(verdict.reason) };
  if (verdict.kind !== "unavailable" || verdict.oddWait === undefined)
    return { ...verdict, ...shared };
  return { ...verdict, ...shared, oddWait: redactText(verdict.oddWait) };
}

const DATA_URI = /^(data:[^,]*;base64,)(.*)$/su;

/** Redacts the content of a data URI, searching UTF-8 as ISO 8859-1; other text is redacted directly. */
function redactedDataUri(text: string, redact: Redact): string {
  const [, head, base64 = ""] = DATA_URI.exec(text) ?? [];
  if (head === undefined) return redact(text);
  const bytes = Buffer.from(base64, "base64").toString("latin1");
  const redactedBytes = redact(bytes);
  return redactedBytes === bytes
    ? text
    : head + Buffer.from(redactedBytes, "latin1").toString("base64");
}

/** JSON without secrets in its strings and keys; the same object if it contains none. */
function redactedIn(value: unknown, redact: Redact): unknown {
  try {
    // Searching first takes a fifth of the time, and hardly any answer contains a secret.
    return containsSecret(value, redact) ? redacted(value, redact) : value;
  } catch {
    return "the answer is nested too deeply to be looked through for secrets";
  }
}

function containsSecret(value: unknown, redact: Redact): boolean {
  if (typeof value === "string") return redact(value) !== value;
  if (typeof value !== "object" || value === null || isRawNumber(value)) return false;
  if (Array.isArray(value)) return value.some((item) => containsSecret(item, redact));
  for (const name in value)
    if (redact(name) !== name || containsSecret((value as JsonObject)[name], redact)) return true;
  return false;
}

function redacted(value: unknown, redact: Redact): unknown {
  if (typeof value === "string") return redact(value);
  if (Array.isArray(value)) return value.map((item) => redacted(item, redact));
  if (typeof value !== "object" || value === null || isRawNumber(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [redact(name), redacted(part, redact)]),
  );
}

/** Redacts secrets that were truncated at the end of a quotation. */
function withoutPartialSecrets(words: string, forms: readonly string[]): string {
  const parts = words.split(ELLIPSIS);
  const cut = parts.slice(0, -1).map((part) => withoutPartialSecret(part, forms));
  return [...cut, ...parts.slice(-1)].join(ELLIPSIS);
}

const ELLIPSIS = "…";
/** Fewer characters disclose nothing. */
const MIN_BEGINNING = 4;

function withoutPartialSecret(part: string, forms: readonly string[]): string {
  for (let length = part.length; length >= MIN_BEGINNING; length -= 1) {
    const end = part.slice(-length);
    if (forms.some((form) => form.startsWith(end))) return part.slice(0, -length) + REDACTED;
  }
  return part;
}
