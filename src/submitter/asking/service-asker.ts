import type { IncomingMessage } from "node:http";
import type { Answer, TransportFault } from "../../core/answer.ts";
import type { Ask, Question } from "../../core/ask.ts";
import type { Credentials } from "../../core/credentials.ts";
import { commonHeaders } from "../http/common-headers.ts";
import { AnswerHeads, MAX_HEAD_BYTES } from "../http/answer-heads.ts";
import { connectionFault } from "../http/connection-fault.ts";
import { MEBIBYTE, oversized, undoCodings } from "../http/content-coding.ts";
import { isSentToTls } from "../http/examine-port.ts";
import { FirstContact } from "../http/first-contact.ts";
import { misdirected, SPEAKS_TLS } from "../http/foreign-language.ts";
import { withRenewal } from "../http/with-renewal.ts";

/**
 * Asks services over connections of its own, which never stand in the way of frames.
 *
 * @param headers headers that the user adds to every request.
 * @param timeoutMs deadline of one question, to the last byte of its answer.
 * @param credentials further headers of that kind, which are read again after a 401; they go before these.
 */
export function serviceAsker(
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
  credentials: Credentials | null = null,
): Ask {
  if (credentials === null) return askerWith(headers, timeoutMs);
  const shared = onceUnchanged(credentials);
  return async (question, signal) => {
    const ask = async (own: Credentials["headers"]): Promise<Answer | TransportFault> =>
      await askerWith({ ...headers, ...own }, timeoutMs)(question, signal);
    return await withRenewal(shared, ask, signal);
  };
}

/** A service that is asked several things refuses each: what has not changed once is not read for each of them. */
function onceUnchanged(credentials: Credentials): Credentials {
  let unchanged: Credentials["headers"] | null = null;
  return {
    get headers() {
      return credentials.headers;
    },
    get secrets() {
      return credentials.secrets;
    },
    renew: async (refused, signal) => {
      if (refused === unchanged && refused === credentials.headers) return "unchanged";
      const renewal = await credentials.renew(refused, signal);
      if (renewal === "unchanged") unchanged = refused;
      return renewal;
    },
  };
}

function askerWith(headers: Readonly<Record<string, string>>, timeoutMs: number): Ask {
  return async (question, signal) => {
    using contact = new FirstContact(new URL(question.address), 1);
    const deadline = AbortSignal.timeout(timeoutMs);
    let status = 0;
    try {
      const response = await askOnce(question, headers, AbortSignal.any([signal, deadline]));
      status = response.statusCode ?? 0;
      const answer = await read(response);
      const isMisdirected = "body" in answer && status === 400 && isSentToTls(answer.body);
      return isMisdirected && isPlain(question) ? misdirected(SPEAKS_TLS) : answer;
    } catch (error) {
      if (signal.aborted) return { fault: "aborted", reason: "broken off by the program" };
      if (deadline.aborted) return { fault: "late", reason: `no answer within ${timeoutMs} ms` };
      return await contact.explain(connectionFault(error as Error, status));
    }
  };
}

/** Most of an answer, in bytes: descriptions of an API may be long. */
const MAX_BYTES = 16 * MEBIBYTE;

async function read(response: IncomingMessage): Promise<Answer | TransportFault> {
  const { statusCode: status = 0, headers } = response;
  const chunks: Buffer[] = [];
  let byteLength = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    byteLength += chunk.length;
    // To leave the loop destroys the connection.
    if (byteLength > MAX_BYTES) return oversized(status, MAX_BYTES);
    chunks.push(chunk);
  }
  return undoCodings({ status, headers, body: Buffer.concat(chunks) }, MAX_BYTES);
}

/**
 * Not by `fetch`, which refuses to ask at some ports, such as 6000. And not by an `import` of the client,
 * which loads Node's own fetch and WebSocket with it: 9 ms of every start.
 */
function askOnce(
  { method, address, headers: own }: Question,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(address);
  const { request } = process.getBuiltinModule(
    url.protocol === "https:" ? "node:https" : "node:http",
  );
  const options = {
    method,
    headers: { ...commonHeaders(url), ...own, ...headers },
    agent: false as const,
    maxHeaderSize: 2 * MAX_HEAD_BYTES,
    signal,
  };
  return new Promise((resolve, reject) => {
    const asking = request(url, options, resolve);
    asking.on("socket", (socket) => new AnswerHeads().watch(socket));
    // Once the body has begun, it ends with what is wrong with it.
    asking.on("response", (response) => asking.on("error", (error) => response.destroy(error)));
    asking.on("error", reject).end();
  });
}

function isPlain({ address }: Question): boolean {
  return new URL(address).protocol === "http:";
}
