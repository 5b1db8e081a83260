import { oneLine } from "./one-line.ts";

/** Pattern that matches each secret in every encoding; `null` without secrets. */
export function secretPattern(secrets: readonly string[]): RegExp | null {
  const forms = secretForms(secrets);
  if (forms.length === 0) return null;
  const coded = secrets.filter((secret) => secret.length >= MIN_UNIQUE_LENGTH && isCoded(secret));
  const halfDecoded = coded.map(inPart);
  return new RegExp([...halfDecoded, ...forms.map(asPattern)].join("|"), "gu");
}

/** True if the secret is percent-encoded in an address. */
function isCoded(secret: string): boolean {
  return encodeURIComponent(secret.toWellFormed()) !== secret;
}

/** Matches a partially percent-encoded secret, as in Werkzeug's `request.url`. */
function inPart(secret: string): string {
  return Array.from(secret.toWellFormed())
    .map((character) => {
      const coded = percentCoded(character);
      const literal = escaped(character);
      return character === " " ? `(?:${literal}|\\+|${coded})` : `(?:${literal}|${coded})`;
    })
    .join("");
}

/** Matches each byte in UTF-8 as `%2F` or `%2f` (RFC 3986, 2.1). */
function percentCoded(character: string): string {
  const bytes = [...Buffer.from(character)];
  return bytes.map((byte) => `%${anyCase(byte.toString(16).padStart(2, "0"))}`).join("");
}

function anyCase(digits: string): string {
  return digits.replaceAll(/[a-f]/gu, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** Secrets in all encodings, longest first: one may be a prefix of another. */
export function secretForms(secrets: readonly string[]): readonly string[] {
  const forms = new Set([...secrets, ...secrets.map(misread)].flatMap(formsOf));
  return [...forms].toSorted((one, other) => other.length - one.length);
}

/** A secret literally, on one line, and encoded as in JSON, addresses, forms, HTML and base64 (RFC 4648). */
function formsOf(secret: string): readonly string[] {
  const json = inJson(secret);
  const coded = encodeURIComponent(secret.toWellFormed());
  const base64 = Buffer.from(secret).toString("base64");
  return [
    ...[secret, oneLine(secret), json, inJson(json), inAscii(json), inAscii(inJson(json))],
    ...[coded, coded.replaceAll(/%../gu, (code) => code.toLowerCase())],
    ...[coded.replaceAll("%20", "+"), inHtml(secret)],
    ...[base64, base64.replace(/=+$/u, ""), Buffer.from(secret).toString("base64url")],
  ];
}

/** UTF-8 read as ISO 8859-1, as servers do with headers. */
function misread(text: string): string {
  return Buffer.from(text).toString("latin1");
}

/** Text as it appears in a JSON string. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Text as Python writes it in JSON. */
function inAscii(text: string): string {
  return text.replaceAll(/[^\0-\x7f]/g, (unit) => {
    return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

const HTML_CODES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function inHtml(text: string): string {
  return text.replaceAll(/[&<>"']/gu, (character) => HTML_CODES[character] ?? character);
}

/** Short secrets do not match within words, nor digits within numbers. */
function asPattern(form: string): string {
  const isNumber = /^[\d.eE+-]+$/u.test(form);
  const literal = escaped(form);
  if (form.length >= MIN_UNIQUE_LENGTH && !isNumber) return literal;
  const before = WORD_START.test(form)
    ? `(?<=^|[^\\p{L}\\p{N}_${isNumber ? "." : ""}]|${ESCAPE})`
    : "";
  const after = WORD_END.test(form) ? `(?!${isNumber ? "\\.?" : ""}[\\p{L}\\p{N}_])` : "";
  return before + literal + after;
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/]/gu, String.raw`\$&`);
}

/** Minimum length from which a secret is unlikely to be part of a word. */
const MIN_UNIQUE_LENGTH = 8;
const WORD_START = /^[\p{L}\p{N}_]/u;
const WORD_END = /[\p{L}\p{N}_]$/u;
/** Escape sequences that end in a letter or digit and do not continue a word. */
const ESCAPE = String.raw`%[\da-fA-F]{2}|\\[bfnrt]|\\u[\da-fA-F]{4}`;
