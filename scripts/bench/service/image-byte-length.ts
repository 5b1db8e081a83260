import type { IncomingHttpHeaders } from "node:http";

/** Both ends of a body, and its length. */
export class BodyEnds {
  start: Buffer = Buffer.alloc(0);
  end: Buffer = Buffer.alloc(0);
  byteLength = 0;

  add(chunk: Buffer): void {
    this.byteLength += chunk.length;
    if (this.start.length < START_BYTES) this.start = Buffer.concat([this.start, chunk]);
    this.end = chunk.length < END_BYTES ? Buffer.concat([this.end, chunk]) : chunk;
  }
}

/** Longer than everything before the image in any of these bodies. */
const START_BYTES = 1024;
/** Longer than everything after a base64 text, with its padding. */
const END_BYTES = 16;

/**
 * Length of the only image in a body: the whole of it, a file in a form, base64 at the end of a JSON text,
 * or a binary tensor of BYTES (Triton's extension). 0 if there is none.
 */
export function imageByteLength(
  headers: IncomingHttpHeaders,
  { start, end, byteLength }: BodyEnds,
): number {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("image/")) return byteLength;
  if (type === "application/json") return base64ByteLength(start, end, byteLength);
  const jsonLength = Number(headers["inference-header-content-length"]);
  if (jsonLength > 0) return Math.max(0, byteLength - jsonLength - 4);
  const boundary = /boundary="?([^";]+)/u.exec(type)?.[1];
  const headEnd = start.indexOf("\r\n\r\n");
  if (boundary === undefined || headEnd < 0) return 0;
  return Math.max(0, byteLength - headEnd - 4 - boundary.length - 8);
}

function base64ByteLength(start: Buffer, end: Buffer, byteLength: number): number {
  const [beginning = ""] = /^\{"\w+":"/u.exec(start.toString("latin1", 0, 64)) ?? [];
  const [ending = "", padding = ""] = /(=*)"\}$/u.exec(end.toString("latin1")) ?? [];
  if (beginning === "" || ending === "") return 0;
  return ((byteLength - beginning.length - 2) * 3) / 4 - padding.length;
}
