import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import { urlToHttpOptions } from "node:url";
import type { Answer, TransportFault } from "../../core/service/answer.ts";
import type { ProbeRequest } from "../../core/service/probe-request.ts";
import { answerCheck } from "./answer-check.ts";
import { AnswerHeads, MAX_HEAD_BYTES } from "./answer-heads.ts";
import { commonHeaders } from "./common-headers.ts";
import { httpHost } from "./http-origin.ts";
import { requestTarget } from "./proxy.ts";
import type { Transport } from "./transport.ts";

/** Options of a probe. */
export interface ProbeOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: Transport;
  readonly timeoutMs: number;
}

/**
 * Not by `fetch`, which refuses some ports, such as 6000. And not by an `import` of the client,
 * which loads Node's own fetch and WebSocket with it: 9 ms of every start.
 */
export async function probeOnce(
  { method, address, headers: own }: ProbeRequest,
  { headers, transport, timeoutMs }: ProbeOptions,
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
    maxHeaderSize: 2 * MAX_HEAD_BYTES,
    headers: {
      host: httpHost(url),
      ...commonHeaders(url),
      ...forwarder?.headers,
      ...own,
      ...headers,
    },
    ...(socket === null ? { agent: false as const } : { createConnection: () => socket }),
  };
  const sent = request(options, resolve);
  sent.on("socket", (opened) => new AnswerHeads().watch(opened));
  // Once the body has begun, it ends with what is wrong with it.
  sent.on("response", (response) => sent.on("error", (error) => response.destroy(error)));
  sent.on("error", reject).end();
  return await promise;
}

/** Loads what is needed for it only then: it brings the client for frames with it. */
async function openSocket(
  url: URL,
  { transport, timeoutMs }: Pick<ProbeOptions, "transport" | "timeoutMs">,
  signal: AbortSignal,
): Promise<Socket> {
  const { connector, socketFor } = await import("./connector.ts");
  signal.throwIfAborted();
  const opening = socketFor(url, connector(url, timeoutMs, transport));
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
export function unlessReplaced(
  answer: Answer | TransportFault,
  { address }: ProbeRequest,
  { proxyFor }: Transport,
): Answer | TransportFault {
  if ("fault" in answer) return answer;
  const url = new URL(address);
  return answerCheck(url, url.protocol === "http:" ? proxyFor(url) : null)?.(answer) ?? answer;
}
