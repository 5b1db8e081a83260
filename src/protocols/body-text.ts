import { isUtf8 } from "node:buffer";
import type { Answer } from "../core/answer.ts";

/**
 * An answer's body as text: by its byte order mark, else by the charset that it names, else as UTF-8
 * (RFC 8259, 8.1). What says that it is text and is no UTF-8 is taken for windows-1252, as browsers do
 * (WHATWG Encoding); what does not is kept byte for byte, as a data URI.
 */
export function bodyText({ headers, body }: Answer): string {
  if (headers["content-encoding"] !== undefined) return dataUri(headers, body);
  const decoder = decoderFor(headers, body);
  if (decoder !== null) return decoded(decoder, body);
  const text = body.toString("utf8");
  if (!text.includes(REPLACEMENT) || isUtf8(body)) return text;
  return isBinary(headers, body)
    ? dataUri(headers, body)
    : decoded(new TextDecoder("latin1"), body);
}

type Decoder = InstanceType<typeof TextDecoder>;

/** What stands for bytes that are no UTF-8. */
const REPLACEMENT = "\uFFFD";

/** `null` for UTF-8 without a mark. */
function decoderFor(headers: Answer["headers"], body: Buffer): Decoder | null {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return new TextDecoder();
  if (body[0] === 0xff && body[1] === 0xfe) return new TextDecoder("utf-16le");
  if (body[0] === 0xfe && body[1] === 0xff) return new TextDecoder("utf-16be");
  const charset = /;\s*charset\s*=\s*"?([^\s";]+)/iu.exec(contentType(headers))?.[1];
  if (charset === undefined || /^utf-?8$/iu.test(charset)) return null;
  try {
    // Python says `latin-1`.
    return new TextDecoder(charset.replace(/^latin-/iu, "latin"));
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

function dataUri(headers: Answer["headers"], body: Buffer): string {
  const type = contentType(headers).split(";", 1).join("").trim() || "application/octet-stream";
  return `data:${type};base64,${body.toString("base64")}`;
}

function contentType(headers: Answer["headers"]): string {
  return String(headers["content-type"] ?? "");
}
