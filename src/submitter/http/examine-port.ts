import { connect, type Socket } from "node:net";
import type { TransportFault } from "../../core/service/answer.ts";
import { socketPath } from "../../core/service/unix-address.ts";
import { httpHost } from "./http-origin.ts";
import {
  foreignLanguage,
  isTlsRecord,
  misdirected,
  SPEAKS_PLAIN_HTTP,
  SPEAKS_TLS,
} from "./not-http.ts";

/**
 * Finds out, by a question without a body, whether a port speaks what its address says.
 *
 * @param url address of the service.
 * @returns what it speaks instead, in words; `null` if it does speak HTTP of that kind, or nothing is to
 *   be heard there.
 */
export async function examinePort(url: URL, signal: AbortSignal): Promise<TransportFault | null> {
  const said = await whatItSays(url, signal);
  const isHttp = said.toString("latin1", 0, 5) === "HTTP/";
  if (url.protocol === "https:") {
    if (isHttp) return misdirected(SPEAKS_PLAIN_HTTP);
    return said.length === 0 || isTlsRecord(said) ? null : foreignLanguage(said);
  }
  if (isHttp) return isSentToTls(said) ? misdirected(SPEAKS_TLS) : null;
  if (said.length > 0) return foreignLanguage(said);
  return (await speaksTls(url, signal)) ? misdirected(SPEAKS_TLS) : null;
}

/**
 * True if a server for TLS answers that it was asked in plain HTTP: nginx ("The plain HTTP request was
 * sent to HTTPS port"), Apache ("speaking plain HTTP to an SSL-enabled server port"), Go ("Client sent an
 * HTTP request to an HTTPS server").
 *
 * @param text body of an answer with status 400, or all of it.
 */
export function isSentToTls(text: Buffer): boolean {
  return SENT_TO_TLS.test(text.toString("latin1", 0, 4096));
}

const SENT_TO_TLS =
  /plain HTTP request was sent to HTTPS port|plain HTTP to an SSL-enabled server|HTTP request to an HTTPS server/iu;

/** Time for each of two questions, in milliseconds. */
const PATIENCE_MS = 5000;
/** Time that an answer which has begun may go on, in milliseconds: its first bytes are enough. */
const QUIET_MS = 200;

/** Answer to a request in plain HTTP: all of it, or what came in time. */
async function whatItSays(url: URL, signal: AbortSignal): Promise<Buffer> {
  const socket = connect(placeOf(url));
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.once("data", () => setTimeout(() => socket.destroy(), QUIET_MS).unref());
  socket.write(`GET / HTTP/1.0\r\nhost: ${httpHost(url)}\r\n\r\n`);
  await new Promise<void>((resolve) => endOf(socket, signal, resolve));
  return Buffer.concat(chunks);
}

async function speaksTls(url: URL, signal: AbortSignal): Promise<boolean> {
  const { connect: connectTls } = process.getBuiltinModule("node:tls");
  // Whether its certificate is any good is not the question here, and nothing is sent.
  const socket = connectTls({ ...placeOf(url), rejectUnauthorized: false });
  return await new Promise<boolean>((resolve) => {
    socket.once("secureConnect", () => resolve(true));
    // One that wants a certificate of ours says so in an alert.
    socket.once("error", ({ code = "" }: NodeJS.ErrnoException) => resolve(code.includes("ALERT")));
    endOf(socket, signal, () => resolve(false));
  }).finally(() => socket.destroy());
}

/** Calls back once a socket is closed, which it is after a while. */
function endOf(socket: Socket, signal: AbortSignal, done: () => void): void {
  const end = (): void => void socket.destroy();
  const timer = setTimeout(end, PATIENCE_MS).unref();
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  socket.on("error", () => {});
  socket.once("close", () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", end);
    done();
  });
}

function placeOf(url: URL): { readonly path: string } | { readonly port: number; host: string } {
  const { port, protocol, hostname } = url;
  const path = socketPath(url);
  if (path !== null) return { path };
  const usualPort = protocol === "https:" ? 443 : 80;
  return {
    port: port === "" ? usualPort : Number(port),
    host: hostname.replaceAll(/[[\]]/gu, ""),
  };
}
