import type { TLSSocket } from "node:tls";
import { option } from "../../core/option-spelling.ts";
import { certificateFault, wantsCertificate } from "./certificate-fault.ts";
import { ConnectFault, unreachable } from "./connect-fault.ts";

/**
 * Waits until a service that asks for a client certificate has taken ours, or none.
 *
 * With TLS 1.3 it judges what it was shown only after the handshake has ended for us (RFC 8446, 2). A
 * request that is sent meanwhile is lost with the connection, together with the reason: what a system
 * gets for a connection that is closed deletes what it has got before.
 *
 * @param isShown true if there is one to show.
 * @throws ConnectFault where the service refuses it.
 */
export async function clientCertificateTaken(socket: TLSSocket, isShown: boolean): Promise<void> {
  if (!isAskedFor(socket)) return;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onError = (error: Error): void => reject(faultOf(error, isShown));
  const onEnd = (): void => reject(closed(isShown));
  const patience = setTimeout(resolve, MAX_WAIT_MS).unref();
  // The session's ticket comes behind its judgment (RFC 8446, 4.6.1). It is told out of the midst of
  // reading, where whoever writes at once gets stuck.
  socket.once("session", () => setImmediate(resolve));
  socket.once("error", onError).once("end", onEnd).once("close", onEnd);
  try {
    await promise;
  } finally {
    clearTimeout(patience);
    socket.off("error", onError).off("end", onEnd).off("close", onEnd);
  }
}

/** Wait for a service that gives no tickets, in milliseconds. */
const MAX_WAIT_MS = 500;

/** A client learns of signature algorithms only from the question for its certificate (RFC 8446, 4.3.2). */
function isAskedFor(socket: TLSSocket): boolean {
  return socket.getProtocol() === "TLSv1.3" && socket.getSharedSigalgs().length > 0;
}

function faultOf(error: Error, isShown: boolean): ConnectFault {
  const fault = certificateFault(error);
  return fault === null ? closed(isShown, error) : new ConnectFault(fault, error);
}

function closed(isShown: boolean, cause?: Error): ConnectFault {
  return unreachable(isShown ? closesUnsatisfied() : wantsCertificate(), cause);
}

function closesUnsatisfied(): string {
  return `it asks for a client certificate and closes the connection: check, and renew, that of ${option("cert")}`;
}
