import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { urlToHttpOptions } from "node:url";
import type { Answer, TransportFault } from "../../core/answer.ts";
import type { Ask, Question } from "../../core/ask.ts";
import { answerCheck } from "../http/answer-check.ts";
import { commonHeaders } from "../http/common-headers.ts";
import { connectionFault } from "../http/connection-fault.ts";
import { MEBIBYTE, oversized, undoCodings } from "../http/content-coding.ts";
import { requestTarget } from "../http/proxy.ts";
import { DIRECT, type Transport } from "../http/transport.ts";

/**
 * Asks services over connections of its own, which never stand in the way of frames.
 *
 * @param headers headers that the user adds to every request.
 * @param timeoutMs deadline of one question, to the last byte of its answer.
 * @param transport how connections are made. @default to the service itself
 */
export function serviceAsker(
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
  transport: Transport = DIRECT,
): Ask {
  return async (question, signal) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    let status = 0;
    try {
      const asking = { headers, transport, timeoutMs };
      const response = await askOnce(question, asking, AbortSignal.any([signal, deadline]));
      status = response.statusCode ?? 0;
      return unlessReplaced(await read(response), question, transport);
    } catch (error) {
      if (signal.aborted) return { fault: "aborted", reason: "broken off by the program" };
      if (deadline.aborted) return { fault: "late", reason: `no answer within ${timeoutMs} ms` };
      return connectionFault(error as Error, status);
    }
  };
}

/** Most of an answer, in bytes: descriptions of an API may be long. */
const MAX_BYTES = 16 * MEBIBYTE;

async function read(response: IncomingMessage): Promise<Answer | TransportFault> {
  const chunks: Buffer[] = [];
  let byteLength = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    byteLength += chunk.length;
    // To leave the loop destroys the connection.
    if (byteLength > MAX_BYTES) return oversized(MAX_BYTES);
    chunks.push(chunk);
  }
  const { statusCode: status = 0, headers } = response;
  return undoCodings({ status, headers, body: Buffer.concat(chunks) }, MAX_BYTES);
}

interface Asking {
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly timeoutMs: number;
}

/**
 * Not by `fetch`, which refuses to ask at some ports, such as 6000. And not by an `import` of the client,
 * which loads Node's own fetch and WebSocket with it: 9 ms of every start.
 */
async function askOnce(
  { method, address }: Question,
  { headers, transport, timeoutMs }: Asking,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(address);
  const { request } = process.getBuiltinModule("node:http");
  const forwarder = url.protocol === "http:" ? transport.proxyFor(url) : null;
  const isPlain = url.protocol === "http:" && forwarder === null;
  const socket = isPlain ? null : await openSocket(url, { transport, timeoutMs }, signal);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const options = {
    // The socket is encrypted already where it is to be.
    ...{ ...urlToHttpOptions(url), protocol: "http:", path: requestTarget(url, forwarder) },
    ...{ method, signal },
    headers: { host: url.host, ...commonHeaders(url), ...forwarder?.headers, ...headers },
    ...(socket === null ? { agent: false as const } : { createConnection: () => socket }),
  };
  request(options, resolve).on("error", reject).end();
  return await promise;
}

/** Loads what is needed for it only then: it brings the client for frames with it. */
async function openSocket(
  url: URL,
  { transport, timeoutMs }: Pick<Asking, "transport" | "timeoutMs">,
  signal: AbortSignal,
): Promise<Socket> {
  const { connector, socketFor } = await import("../http/connector.ts");
  signal.throwIfAborted();
  const opening = socketFor(url, connector(timeoutMs, transport, transport.proxyFor(url)));
  const { promise: broken, reject } = Promise.withResolvers<never>();
  const breakOff = (): void => {
    reject(signal.reason as Error);
    opening.then(
      (socket) => socket.destroy(),
      () => {},
    );
  };
  signal.addEventListener("abort", breakOff, { once: true });
  try {
    return await Promise.race([opening, broken]);
  } finally {
    signal.removeEventListener("abort", breakOff);
  }
}

/** An answer that is not the service's as what it is. */
function unlessReplaced(
  answer: Answer | TransportFault,
  { address }: Question,
  { proxyFor }: Transport,
): Answer | TransportFault {
  if ("fault" in answer) return answer;
  const url = new URL(address);
  return answerCheck(url, url.protocol === "http:" ? proxyFor(url) : null)?.(answer) ?? answer;
}
