import { randomBytes } from "node:crypto";
import { posix } from "node:path";
import type { Answer } from "../core/answer.ts";
import type { Frame } from "../core/frame.ts";
import { imageTypeOf } from "../core/image-type.ts";
import type { Envelope, Protocol } from "../core/protocol.ts";
import type { Verdict } from "../core/verdict.ts";
import { judgeAnswer, oneLine } from "./judge-answer.ts";

/** One file in a form field (RFC 7578), as Flask's and FastAPI's tutorials expect it. */
export class MultipartProtocol implements Protocol {
  readonly headRoom: number;
  readonly tailRoom: number;
  readonly #field: string;
  readonly #boundary = `frameferry-${randomBytes(12).toString("hex")}`;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #tail: Buffer;

  /** @param field name of the form field. */
  constructor(field: string) {
    this.#field = field;
    this.#headers = { "content-type": `multipart/form-data; boundary=${this.#boundary}` };
    this.#tail = Buffer.from(`\r\n--${this.#boundary}--\r\n`);
    this.headRoom = 256 + LONGEST_NAME_BYTES + 3 * Buffer.byteLength(field);
    this.tailRoom = this.#tail.length;
  }

  encode(frame: Frame, image: Buffer): Envelope {
    const name = quoted(posix.basename(frame.relativePath));
    const head =
      `--${this.#boundary}\r\n` +
      `content-disposition: form-data; name="${quoted(this.#field)}"; filename="${name}"\r\n` +
      `content-type: ${imageTypeOf(image)}\r\n\r\n`;
    return { headers: this.#headers, head: Buffer.from(head), tail: this.#tail };
  }

  judge(answer: Answer): Verdict {
    const verdict = judgeAnswer(answer);
    if (verdict.kind !== "refused" || verdict.status !== 422) return verdict;
    const wanted = missingField(verdict.response);
    if (wanted === null || wanted === this.#field) return verdict;
    const hint = `the service wants the form field "${wanted}" instead of "${this.#field}": use --field ${wanted}`;
    return { ...verdict, reason: `the service answered 422: ${hint}` };
  }
}

/** A name of 255 bytes in which every byte is escaped. */
const LONGEST_NAME_BYTES = 3 * 255;

/** As browsers write it (HTML, multipart/form-data encoding): only these three are escaped. */
function quoted(text: string): string {
  return text.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

/** FastAPI's word for a field that it misses: `{"detail":[{"type":"missing","loc":["body","file"]}]}`. */
function missingField(response: unknown): string | null {
  const detail = (response as { detail?: unknown } | null)?.detail;
  if (!Array.isArray(detail)) return null;
  for (const item of detail as unknown[]) {
    const place = (item as { loc?: unknown } | null)?.loc;
    if (Array.isArray(place) && place[0] === "body" && typeof place[1] === "string")
      return oneLine(place[1]);
  }
  return null;
}
