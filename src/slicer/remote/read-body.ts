import type { IncomingMessage } from "node:http";
import { faultOfError, RemoteFault } from "./remote-fault.ts";

/**
 * Reads a body to its end.
 *
 * @throws RemoteFault for one that is too long, or that ends before its announced length.
 */
export async function readBody(body: IncomingMessage, maxBytes: number): Promise<Buffer> {
  try {
    if (Number(body.headers["content-length"] ?? 0) > maxBytes) throw tooLong(maxBytes);
    return await collected(body, maxBytes);
  } catch (error) {
    if (body.complete || error instanceof RemoteFault) throw faultOfError(error);
    throw new RemoteFault("away", "its answer broke off before its end");
  } finally {
    body.destroy();
  }
}

/** @throws RemoteFault for too many bytes. */
export async function collected(source: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let byteLength = 0;
  for await (const chunk of source) {
    chunks.push(chunk);
    byteLength += chunk.length;
    if (byteLength > maxBytes) throw tooLong(maxBytes);
  }
  return Buffer.concat(chunks);
}

/** Some 24 hours of segments. */
export const MAX_PLAYLIST_BYTES: number = 4 * 1024 * 1024;

function tooLong(maxBytes: number): RemoteFault {
  return new RemoteFault("away", `its answer is longer than ${maxBytes / 1024 ** 2} MiB`);
}
