import { oneLine } from "./one-line.ts";

/** Finds each secret, in every way in which it may be written; `null` if there is none. */
export function secretPattern(secrets: readonly string[]): RegExp | null {
  const forms = secretForms(secrets);
  if (forms.length === 0) return null;
  const coded = secrets.filter((secret) => secret.length >= MIN_UNIQUE_LENGTH && isCoded(secret));
  const halfDecoded = coded.map(inPart);
  return new RegExp([...halfDecoded, ...forms.map(asPattern)].join("|"), "gu");
}

/** Whether an address spells it otherwise. */
function isCoded(secret: string): boolean {
  return encodeURIComponent(secret.toWellFormed()) !== secret;
}

/** In an address of which a part of the characters is percent-coded, as Werkzeug's `request.url` is. */
function inPart(secret: string): string {
  return Array.from(secret.toWellFormed())
    .map((character) => {
      const coded = percentCoded(character);
      const literal = escaped(character);
      return character === " " ? `(?:${literal}|\\+|${coded})` : `(?:${literal}|${coded})`;
    })
    .join("");
}

/** Each byte in UTF-8 as `%2F` or `%2f` (RFC 3986, 2.1). */
function percentCoded(character: string): string {
  const bytes = [...Buffer.from(character)];
  return bytes.map((byte) => `%${anyCase(byte.toString(16).padStart(2, "0"))}`).join("");
}

function anyCase(digits: string): string {
  return digits.replaceAll(/[a-f]/gu, (digit) => `[${digit}${digit.toUpperCase()}]`);
}

/** Secrets in all their forms, the longest first: one may begin with another. */
export function secretForms(secrets: readonly string[]): readonly string[] {
  const forms = new Set([...secrets, ...secrets.map(misread)].flatMap(formsOf));
  return [...forms].toSorted((one, other) => other.length - one.length);
}

/** A secret plain, on one line, and as JSON, addresses, forms, HTML and base64 (RFC 4648) write it. */
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

/** As who takes UTF-8 for ISO 8859-1 reads it: servers do so with headers. */
function misread(text: string): string {
  return Buffer.from(text).toString("latin1");
}

/** As it stands within a JSON text. */
function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** As Python writes JSON. */
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

/** A short secret may be part of a word, and digits of a number: those are left alone. */
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

/** Characters from which on a secret occurs in no other word. */
const MIN_UNIQUE_LENGTH = 8;
const WORD_START = /^[\p{L}\p{N}_]/u;
const WORD_END = /[\p{L}\p{N}_]$/u;
/** Ends in a letter or a digit, and is no part of a word. */
const ESCAPE = String.raw`%[\da-fA-F]{2}|\\[bfnrt]|\\u[\da-fA-F]{4}`;
