import type { TransportFault } from "../../core/service/answer.ts";
import { BadAnswer, malformed } from "./bad-answer.ts";
import { certificateFault } from "./certificate-fault.ts";
import { ConnectFault } from "./connect-fault.ts";
import { parserFlaw } from "./parser-flaw.ts";

/** Puts a connection's error into words. @param status of the answer that had begun; 0 if none had. */
export function connectionFault(error: Error, status: number): TransportFault {
  if (error instanceof BadAnswer) return error.fault;
  const known = error instanceof ConnectFault ? error.fault : certificateFault(error);
  if (known !== null && status === 0) return known;
  const root = rootOf(error);
  const { code = "", message } = root;
  const flaw = parserFlaw(root);
  if (flaw !== null) return malformed(flaw);
  if (status !== 0)
    return {
      fault: "truncated",
      isAnswered: true,
      reason: `the answer with status ${status} was cut short`,
    };
  if (NO_TLS.test(`${code} ${message}`))
    return { fault: "wrongProtocol", reason: "what answers there is not TLS" };
  const [fault, reason] = WORDS[code] ?? [
    "truncated",
    `the connection failed: ${inWords(message)}`,
  ];
  return { fault, reason };
}

/** Message of OpenSSL that got something else than a record of TLS; Node has a code of its own for it, or EPROTO. */
const NO_TLS = /wrong[ _]version[ _]number|packet[ _]length[ _]too[ _]long/iu;

/** The words in a message of OpenSSL, between the names of its parts and the line of its source. */
function inWords(message: string): string {
  return /error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):/u.exec(message)?.[1] ?? message;
}

const CLOSED = "the service closed the connection without an answer";
const NO_DESCRIPTORS = "no file descriptor is left for a connection: raise ulimit -n";

/** Faults of the codes of the operating system and of undici. */
const WORDS: Readonly<Record<string, readonly [TransportFault["fault"], string]>> = {
  ECONNREFUSED: ["unreachable", "connection refused: nothing listens there"],
  ENOTFOUND: ["unreachable", "the host name is not known"],
  EAI_AGAIN: ["unreachable", "the host name cannot be looked up now"],
  EHOSTUNREACH: ["unreachable", "the host cannot be reached"],
  ENETUNREACH: ["unreachable", "the network cannot be reached"],
  ETIMEDOUT: ["unreachable", "the host does not answer"],
  UND_ERR_CONNECT_TIMEOUT: ["unreachable", "the host does not answer"],
  ECONNRESET: ["reset", CLOSED],
  EPIPE: ["reset", CLOSED],
  UND_ERR_SOCKET: ["reset", CLOSED],
  EMFILE: ["resourcesExhausted", NO_DESCRIPTORS],
  ENFILE: ["resourcesExhausted", NO_DESCRIPTORS],
  EADDRNOTAVAIL: ["resourcesExhausted", "no local port is left for a connection"],
  ENOBUFS: ["resourcesExhausted", "the system has no memory left for a connection"],
  ENOMEM: ["resourcesExhausted", "the system has no memory left for a connection"],
};

/** Several addresses of one host fail together: any of their errors says enough. */
function rootOf(error: Error): { name?: string; code?: string; message: string } {
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return first ?? error;
}
