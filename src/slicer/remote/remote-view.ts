import { readBody } from "./read-body.ts";
import type { RemoteClient } from "./remote-client.ts";
import { RemoteFault } from "./remote-fault.ts";

/** Random access to a file on a server; of one that gives no parts of it, or fails, all bytes are zero. */
export function remoteView(
  client: RemoteClient,
  byteLength: number,
  signal: AbortSignal,
): RemoteView {
  return {
    byteLength,
    read: async (position, length) => {
      const bytes = Buffer.alloc(length);
      try {
        (await partOf(client, { position, length }, signal)).copy(bytes);
      } catch (error) {
        // It only helps to judge an end that is in doubt.
        if (!(error instanceof RemoteFault) && !signal.aborted) throw error;
      }
      return bytes;
    },
  };
}

interface RemoteView {
  readonly byteLength: number;
  readonly read: (position: number, length: number) => Promise<Buffer>;
}

async function partOf(
  client: RemoteClient,
  { position, length }: { readonly position: number; readonly length: number },
  signal: AbortSignal,
): Promise<Buffer> {
  const range = `bytes=${position}-${position + length - 1}`;
  const late = AbortSignal.timeout(TIMEOUT_MS);
  try {
    const { status, body } = await client.get(
      { headers: { range } },
      AbortSignal.any([signal, late]),
    );
    if (status === 206) return await readBody(body, length);
    body.destroy();
  } catch (error) {
    if (!late.aborted) throw error;
  }
  throw new RemoteFault("refused", "it gives no part of the file");
}

const TIMEOUT_MS = 10_000;
