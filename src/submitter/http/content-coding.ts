import {
  brotliDecompressSync,
  constants,
  gunzipSync,
  inflateRawSync,
  inflateSync,
  zstdDecompressSync,
} from "node:zlib";
import type { Answer, TransportFault } from "../../core/service/answer.ts";
import { zstdFrames } from "./zstd-frames.ts";

/**
 * The answer with its content codings undone, as the service meant it (RFC 9110, 8.4). One with a coding
 * that is not known stays as it came, together with the header that names it.
 *
 * At once, and not in another thread: 1 KB takes 50 microseconds, a whole MiB of numbers 20 milliseconds.
 *
 * @param maxBytes most bytes that the body may have, at each step: what would become larger ends early.
 */
export function undoCodings<Given extends Answer>(
  answer: Given,
  maxBytes: number,
): Given | TransportFault {
  const codings = codingsOf(answer);
  const decoders = codings.flatMap((name) => DECODERS.get(name) ?? []);
  if (decoders.length < codings.length || codings.length > MAX_CODINGS) return answer;
  let { body } = answer;
  try {
    // An empty body is what it is, as to HEAD and with 204. The coding applied last is undone first.
    if (body.length > 0)
      for (const decode of decoders.toReversed())
        body = decode(body, { maxOutputLength: maxBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === TOO_LARGE)
      return oversized(answer.status, maxBytes);
    return damaged(answer.status, codings.join(", "));
  }
  return { ...answer, headers: { ...answer.headers, "content-encoding": undefined }, body };
}

/** An answer that is larger than allowed. @param maxBytes whole MiB. */
export function oversized(status: number, maxBytes: number): TransportFault {
  const reason = `the answer with status ${status} is larger than ${maxBytes / MEBIBYTE} MiB`;
  return { fault: "responseTooLarge", isAnswered: true, reason };
}

export const MEBIBYTE: number = 1024 * 1024;

/** Nobody means it so if there are more; each takes its time. */
const MAX_CODINGS = 4;

interface Bound {
  readonly maxOutputLength: number;
}

type Decoder = (body: Buffer, bound: Bound) => Buffer;

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ["gzip", (body, bound) => gunzipSync(body, bound)],
  ["x-gzip", (body, bound) => gunzipSync(body, bound)],
  ["deflate", inflate],
  ["br", (body, bound) => brotliDecompressSync(body, bound)],
  ["zstd", unzstd],
  ["identity", (body) => body],
]);

function codingsOf({ headers }: Answer): readonly string[] {
  const names = String(headers["content-encoding"] ?? "").toLowerCase();
  return names.split(",").flatMap((name) => (name.trim() === "" ? [] : [name.trim()]));
}

/** Some services leave out the zlib header that belongs to it (RFC 9110, 8.4.1.2). */
function inflate(body: Buffer, bound: Bound): Buffer {
  const hasHeader = ((body[0] ?? 0) & 0x0f) === ZLIB_DEFLATE;
  return hasHeader ? inflateSync(body, bound) : inflateRawSync(body, bound);
}

const ZLIB_DEFLATE = 8;

/** Frame by frame, as long as there is room for what comes of them. */
function unzstd(body: Buffer, { maxOutputLength }: Bound): Buffer {
  const frames = zstdFrames(body);
  if (frames === null) throw new Error("unexpected end of file");
  const parts: Buffer[] = [];
  let left = maxOutputLength;
  for (const frame of frames) {
    // A bound of nothing is none that Node knows.
    const bound = { maxOutputLength: left + 1, params: ZSTD_WINDOW };
    const part = zstdDecompressSync(frame, bound);
    left -= part.length;
    if (left < 0) throw Object.assign(new Error(TOO_LARGE), { code: TOO_LARGE });
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const TOO_LARGE = "ERR_BUFFER_TOO_LARGE";

/** No HTTP answer needs a greater window than 8 MiB (RFC 9659, 3), and each takes memory. */
const ZSTD_WINDOW = { [constants.ZSTD_d_windowLogMax]: 23 };

/** Data that ends early or is damaged is an answer that broke off: the next one may be whole. */
function damaged(status: number, codings: string): TransportFault {
  const reason = `the ${codings} data of the answer with status ${status} is cut short or damaged`;
  return { fault: "truncated", isAnswered: true, reason };
}
