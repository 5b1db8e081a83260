import { once } from "node:events";
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
 * it; `drip` one byte of the body every `intervalMs`; `raw` these bytes instead of an HTTP answer of
 * Node's making, and close; `flood` a body of `byteLength`, as fast as it is read.
 */
export type Answer =
  | ({ readonly kind?: "respond" } & Spoken)
  | { readonly kind: "hang" }
  | { readonly kind: "reset"; readonly delayMs?: number }
  | ({ readonly kind: "closeAfterHeaders" } & Spoken)
  | ({ readonly kind: "cut"; readonly byteLength: number } & Spoken)
  | ({ readonly kind: "drip"; readonly intervalMs: number } & Spoken)
  | { readonly kind: "raw"; readonly bytes: string; readonly delayMs?: number }
  | { readonly kind: "flood"; readonly byteLength: number; readonly delayMs?: number };

/**
 * Carries an answer out; ends early, without an error, when the client or the collector goes away.
 *
 * @returns whether all that was to be sent was handed to the kernel.
 */
export async function sendAnswer(
  response: ServerResponse,
  answer: Answer,
  signal: AbortSignal,
): Promise<boolean> {
  if (answer.kind === "hang") return false;
  if (answer.delayMs) await sleep(answer.delayMs, undefined, { signal }).catch(() => undefined);
  if (response.destroyed || signal.aborted) return false;
  switch (answer.kind) {
    case "reset":
      response.socket?.resetAndDestroy();
      return false;
    case "raw":
      return await endRaw(response, answer.bytes);
    case "flood":
      return await flood(response, answer.byteLength);
    default:
      return await speak(response, answer, signal);
  }
}

async function speak(
  response: ServerResponse,
  answer: Exclude<Answer, { readonly kind: "hang" | "reset" | "raw" | "flood" }>,
  signal: AbortSignal,
): Promise<boolean> {
  const body = bytesOf(answer.body ?? { ok: true });
  writeHead(response, answer, body);
  switch (answer.kind) {
    case "closeAfterHeaders":
      return await sendAndClose(response, body.subarray(0, 0));
    case "cut":
      return await sendAndClose(response, body.subarray(0, answer.byteLength));
    case "drip":
      return await drip(response, body, answer.intervalMs, signal);
    default:
      return await end(response, body);
  }
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

function end(response: ServerResponse, body: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    response.once("finish", () => resolve(true)).once("close", () => resolve(false));
    response.end(body);
  });
}

/**
 * A clean close (FIN) after everything written so far has left, in the middle of the promised body.
 * Both ways: what the client sends from then on is not read.
 */
async function sendAndClose(response: ServerResponse, bytes: Buffer): Promise<boolean> {
  response.flushHeaders();
  let isSent = true;
  if (bytes.length > 0)
    isSent = await new Promise((resolve) => response.write(bytes, (error) => resolve(!error)));
  response.socket?.destroySoon();
  return isSent;
}

async function drip(
  response: ServerResponse,
  body: Buffer,
  intervalMs: number,
  signal: AbortSignal,
): Promise<boolean> {
  for (let at = 0; at < body.length && !response.destroyed && !signal.aborted; at++) {
    response.write(body.subarray(at, at + 1));
    await sleep(intervalMs, undefined, { signal }).catch(() => undefined);
  }
  return response.destroyed ? false : await end(response, Buffer.alloc(0));
}

function endRaw({ socket }: ServerResponse, bytes: string): Promise<boolean> {
  return new Promise((resolve) => {
    if (socket === null) return resolve(false);
    socket.once("finish", () => resolve(true)).once("close", () => resolve(false));
    socket.write(bytes, "latin1");
    socket.destroySoon();
  });
}

async function flood(response: ServerResponse, byteLength: number): Promise<boolean> {
  const piece = Buffer.alloc(64 * 1024, "x");
  const closed = once(response, "close");
  response.writeHead(200, { "content-type": "text/plain", "content-length": `${byteLength}` });
  for (let left = byteLength; left > 0 && !response.destroyed; left -= piece.length) {
    if (response.write(piece.subarray(0, left))) continue;
    await Promise.race([once(response, "drain"), closed]);
  }
  return response.destroyed ? false : await end(response, Buffer.alloc(0));
}

function bytesOf(content: unknown): Buffer {
  if (content instanceof Uint8Array) return Buffer.from(content);
  return Buffer.from(typeof content === "string" ? content : JSON.stringify(content));
}
