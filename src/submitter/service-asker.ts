import type { Answer } from "../core/answer.ts";
import type { Ask, Question } from "../core/ask.ts";
import { commonHeaders } from "./common-headers.ts";
import { connectionFault } from "./connection-fault.ts";

/**
 * Asks services over connections of its own, which never stand in the way of frames.
 *
 * @param headers headers that the user adds to every request.
 * @param timeoutMs deadline of one question, to the last byte of its answer.
 */
export function serviceAsker(headers: Readonly<Record<string, string>>, timeoutMs: number): Ask {
  return async (question, signal) => {
    const deadline = AbortSignal.timeout(timeoutMs);
    try {
      return await askOnce(question, headers, AbortSignal.any([signal, deadline]));
    } catch (error) {
      if (signal.aborted) return { fault: "aborted", reason: "broken off by the program" };
      if (deadline.aborted) return { fault: "late", reason: `no answer within ${timeoutMs} ms` };
      const { cause } = error as Error;
      return connectionFault(cause instanceof Error ? cause : (error as Error), NO_PROGRESS);
    }
  };
}

async function askOnce(
  { method, address }: Question,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Answer> {
  const url = new URL(address);
  const common = commonHeaders(url);
  // The user name and password are in the headers now, and fetch refuses them in an address.
  url.username = "";
  url.password = "";
  const response = await fetch(url, {
    method,
    headers: { ...common, ...headers },
    redirect: "manual",
    signal,
  });
  const body = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: Object.fromEntries(response.headers), body };
}

/** Nothing of an answer, over a connection of its own. */
const NO_PROGRESS = { status: 0, isUsedConnection: false } as const;
