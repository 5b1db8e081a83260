import { isUtf8 } from "node:buffer";
import type { Answer } from "../core/service/answer.ts";

/**
 * An answer's body as text: by its byte order mark, else by its charset, else as UTF-8 (RFC 8259, 8.1).
 * Invalid UTF-8 of a text type is decoded as windows-1252, as browsers do (WHATWG Encoding); `null` for
 * binary data.
 */
export function bodyText({ headers, body }: Answer): string | null {
  if (headers["content-encoding"] !== undefined) return null;
  const decoder = decoderFor(headers, body);
  if (decoder !== null) return decoded(decoder, body);
  const text = body.toString("utf8");
  if (!text.includes(REPLACEMENT) || isUtf8(body)) return text;
  return isBinary(headers, body) ? null : decoded(new TextDecoder("latin1"), body);
}

export function hasJsonType(headers: Answer["headers"]): boolean {
  return /^application\/(?:[\w.-]+\+)?json/iu.test(contentType(headers));
}

/** Media type of an answer, without parameters. */
export function mediaType(headers: Answer["headers"]): string {
  return contentType(headers).split(";", 1).join("").trim() || "application/octet-stream";
}

type Decoder = InstanceType<typeof TextDecoder>;

/** Replacement character for invalid UTF-8. */
const REPLACEMENT = "\uFFFD";

/** Decoder for a charset; `null` for UTF-8 without a byte order mark. */
function decoderFor(headers: Answer["headers"], body: Buffer): Decoder | null {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return new TextDecoder();
  if (body[0] === 0xff && body[1] === 0xfe) return new TextDecoder("utf-16le");
  if (body[0] === 0xfe && body[1] === 0xff) return new TextDecoder("utf-16be");
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/iu.exec(contentType(headers))?.[1];
  if (charset === undefined || /^utf-?8$/iu.test(charset)) return null;
  try {
    // Python writes `latin-1`.
    const decoder = new TextDecoder(charset.replace(/^latin-/iu, "latin"));
    // JSON is UTF-8 whatever its label says, unless it is invalid as such.
    const isMislabeled =
      decoder.encoding === "windows-1252" && hasJsonType(headers) && isUtf8(body);
    return isMislabeled ? null : decoder;
  } catch {
    return null;
  }
}

/** In two steps: in one, Node 22.22 takes windows-1252 for ISO 8859-1. */
function decoded(decoder: Decoder, body: Buffer): string {
  return decoder.decode(body, { stream: true }) + decoder.decode();
}

const TEXT_TYPE = /^(?:text\/|application\/(?:[\w.-]+\+)?(?:json|xml|x-www-form))/iu;

function isBinary(headers: Answer["headers"], body: Buffer): boolean {
  const type = contentType(headers);
  return type === "" ? body.includes(0) : !TEXT_TYPE.test(type);
}

function contentType(headers: Answer["headers"]): string {
  return String(headers["content-type"] ?? "");
}
