import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";

/** What every answer may say. */
interface Spoken {
  /** @default 200 */
  readonly status?: number;
  /** Strings and bytes are sent as they are, anything else as JSON. @default {"ok":true} */
  readonly body?: unknown;
  /** Added to content-type and content-length, or in their place. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Between the end of the request and the first byte of the answer, in milliseconds. @default 0 */
  readonly delayMs?: number;
}

/**
 * How the collector answers one request:
 * `respond` in full; `hang` for ever; `reset` the connection (TCP RST) before a byte is sent;
 * `closeAfterHeaders` and `cut` announce the whole body and close after none or `byteLength` bytes of
 * it; `drip` one byte of the body every `intervalMs`.
 */
export type Answer =
  | ({ readonly kind?: "respond" } & Spoken)
  | { readonly kind: "hang" }
  | { readonly kind: "reset"; readonly delayMs?: number }
  | ({ readonly kind: "closeAfterHeaders" } & Spoken)
  | ({ readonly kind: "cut"; readonly byteLength: number } & Spoken)
  | ({ readonly kind: "drip"; readonly intervalMs: number } & Spoken);

/** Carries an answer out; ends early, without an error, when the client or the collector goes away. */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  signal: AbortSignal,
): Promise<void> {
  if (answer.kind === "hang") return;
  if (answer.delayMs) await sleep(answer.delayMs, undefined, { signal }).catch(() => undefined);
  if (response.destroyed || signal.aborted) return;
  if (answer.kind === "reset") {
    response.socket?.resetAndDestroy();
    return;
  }
  const body = bytesOf(answer.body ?? { ok: true });
  writeHead(response, answer, body);
  if (answer.kind === "closeAfterHeaders") await sendAndClose(response, body.subarray(0, 0));
  else if (answer.kind === "cut") await sendAndClose(response, body.subarray(0, answer.byteLength));
  else if (answer.kind === "drip") await drip(response, body, answer.intervalMs, signal);
  else response.end(body);
}

function writeHead(
  response: ServerResponse,
  { status = 200, headers, body: content }: Spoken,
  body: Buffer,
): void {
  const isText = typeof content === "string" || content instanceof Uint8Array;
  response.writeHead(status, {
    "content-type": isText ? "text/plain; charset=utf-8" : "application/json",
    "content-length": `${body.length}`,
    ...headers,
  });
}

/** A clean close (FIN) after everything written so far has left, in the middle of the promised body. */
async function sendAndClose(response: ServerResponse, bytes: Buffer): Promise<void> {
  response.flushHeaders();
  if (bytes.length > 0) await new Promise((resolve) => response.write(bytes, resolve));
  response.socket?.end();
}

async function drip(
  response: ServerResponse,
  body: Buffer,
  intervalMs: number,
  signal: AbortSignal,
): Promise<void> {
  for (let at = 0; at < body.length && !response.destroyed && !signal.aborted; at++) {
    response.write(body.subarray(at, at + 1));
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
  }
  response.end();
}

function bytesOf(content: unknown): Buffer {
  if (content instanceof Uint8Array) return Buffer.from(content);
  return Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
}
