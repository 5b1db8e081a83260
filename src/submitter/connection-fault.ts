import type { TransportFault } from "../core/answer.ts";

/**
 * Puts a connection's error into words.
 *
 * @param status status of the answer that had begun; 0 if none had.
 */
export function connectionFault(error: Error, status: number): TransportFault {
  const { code = "", message } = rootOf(error);
  const words = UNREACHABLE[code];
  if (words !== undefined && status === 0) return { fault: "unreachable", reason: words };
  if (status !== 0)
    return { fault: "cut", reason: `the answer with status ${status} was cut short` };
  if (code.startsWith("HPE_")) return { fault: "cut", reason: "the answer is not valid HTTP" };
  if (RESET.has(code))
    return { fault: "cut", reason: "the service closed the connection without an answer" };
  return { fault: "cut", reason: `the connection failed: ${message}` };
}

/** Codes of the operating system and of undici for a connection that never was. */
const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused: nothing listens there",
  ENOTFOUND: "the host name is not known",
  EAI_AGAIN: "the host name cannot be looked up now",
  EHOSTUNREACH: "the host cannot be reached",
  ENETUNREACH: "the network cannot be reached",
  EADDRNOTAVAIL: "no local port is left for a connection",
  ETIMEDOUT: "the host does not answer",
  UND_ERR_CONNECT_TIMEOUT: "the host does not answer",
};

const RESET: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

/** Several addresses of one host fail together: any of their errors tells enough. */
function rootOf(error: Error): { code?: string; message: string } {
  const [first] = error instanceof AggregateError ? (error.errors as Error[]) : [];
  return first ?? error;
}
