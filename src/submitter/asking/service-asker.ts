import type { IncomingMessage } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Ask, Question } from "../../core/ask.ts";
import { commonHeaders } from "../http/common-headers.ts";
import { connectionFault } from "../http/connection-fault.ts";

/**
 * Asks services over connections of its own, which never stand in the way of frames.
 *
 * @param headers headers that the user adds to every request.
 * @param timeoutMs deadline of one question, to the last byte of its answer.
 */
export function serviceAsker(headers: Readonly<Record<string, string>>, timeoutMs: number): Ask {
  return async (question, signal) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    let status = 0;
    try {
      const response = await askOnce(question, headers, AbortSignal.any([signal, deadline]));
      status = response.statusCode ?? 0;
      return { status, headers: response.headers, body: await buffer(response) };
    } catch (error) {
      if (signal.aborted) return { fault: "aborted", reason: "broken off by the program" };
      if (deadline.aborted) return { fault: "late", reason: `no answer within ${timeoutMs} ms` };
      return connectionFault(error as Error, status);
    }
  };
}

/**
 * Not by `fetch`, which refuses to ask at some ports, such as 6000. And not by an `import` of the client,
 * which loads Node's own fetch and WebSocket with it: 9 ms of every start.
 */
function askOnce(
  { method, address }: Question,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const url = new URL(address);
  const { request } = process.getBuiltinModule(
    url.protocol === "https:" ? "node:https" : "node:http",
  );
  const options = {
    method,
    headers: { ...commonHeaders(url), ...headers },
    agent: false as const,
    signal,
  };
  return new Promise((resolve, reject) => {
    request(url, options, resolve).on("error", reject).end();
  });
}
