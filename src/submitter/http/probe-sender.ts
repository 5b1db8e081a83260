import type { IncomingMessage } from "node:http";
import type { Answer, TransportFault } from "../../core/service/answer.ts";
import type { SendProbe, ProbeRequest } from "../../core/service/probe-request.ts";
import type { Credentials } from "../../core/service/credentials.ts";
import { connectionFault } from "./connection-fault.ts";
import { MEBIBYTE, oversized, undoCodings } from "./content-coding.ts";
import { isSentToTls } from "./examine-port.ts";
import { FirstContact } from "./first-contact.ts";
import { BROKEN_OFF } from "./in-flight-requests.ts";
import { misdirected, SPEAKS_TLS } from "./not-http.ts";
import { byteLengthOf } from "./request-size.ts";
import { DIRECT, type Transport } from "./transport.ts";
import { withRenewal } from "./with-renewal.ts";
import { type ProbeOptions, probeOnce, unlessReplaced } from "./probe-once.ts";

/**
 * Probes services over connections of its own, which never stand in the way of frames.
 *
 * @param headers headers that the user adds to every request.
 * @param timeoutMs deadline of one question, to the last byte of its answer.
 * @param transport how connections are made. @default to the service itself
 * @param credentials further headers of that kind, which are read again after a 401; they go before these.
 */
export function probeSender(
  headers: Readonly<Record<string, string>>,
  timeoutMs: number,
  transport: Transport = DIRECT,
  credentials: Credentials | null = null,
): SendProbe {
  if (credentials === null) return senderWith({ headers, transport, timeoutMs });
  const shared = onceUnchanged(credentials);
  return async (question, signal) => {
    const probe = async (own: Credentials["headers"]): Promise<Answer | TransportFault> =>
      await senderWith({ headers: { ...headers, ...own }, transport, timeoutMs })(question, signal);
    return await withRenewal(shared, probe, signal);
  };
}

/** A service that is probed several times rejects each: what has not changed once is not read for each of them. */
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

function senderWith(options: ProbeOptions): SendProbe {
  const { transport, timeoutMs } = options;
  return async (question, signal) => {
    const url = new URL(question.address);
    const quota = transport.quotaFor?.(url) ?? null;
    const size = byteLengthOf(question.address, { ...options.headers, ...question.headers }, null);
    if (quota !== null && (await quota.acquire(size, signal)) !== "granted") return BROKEN_OFF;
    using contact = new FirstContact(url, 1, transport.proxyFor(url) === null, quota);
    const deadline = AbortSignal.timeout(timeoutMs);
    let status = 0;
    try {
      const response = await probeOnce(question, options, AbortSignal.any([signal, deadline]));
      status = response.statusCode ?? 0;
      const answer = unlessReplaced(await read(response), question, transport);
      const isMisdirected = "body" in answer && status === 400 && isSentToTls(answer.body);
      return isMisdirected && isPlain(question) ? misdirected(SPEAKS_TLS) : answer;
    } catch (error) {
      if (signal.aborted) return BROKEN_OFF;
      if (deadline.aborted) return { fault: "timeout", reason: `no answer within ${timeoutMs} ms` };
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

function isPlain({ address }: ProbeRequest): boolean {
  return new URL(address).protocol !== "https:";
}
