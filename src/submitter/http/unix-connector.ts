import { buildConnector } from "./client.ts";
import { unreachable } from "./connect-fault.ts";

/**
 * Opens connections to a Unix socket. One whose server has as many connections waiting as it lets wait refuses at once
 * (EAGAIN, connect(2)), where a port would let them wait: so it is tried again until the deadline.
 *
 * @param path of the socket.
 * @param timeoutMs deadline of a connection.
 */
export function unixConnector(path: string, timeoutMs: number): buildConnector.connector {
  const open = buildConnector({ socketPath: path, timeout: timeoutMs, allowH2: false });
  return (address, done) => {
    const deadlineMs = performance.now() + timeoutMs;
    const attempt = (pauseMs: number): void =>
      open(address, (...outcome) => {
        const [error] = outcome;
        const { code = "" } = (error ?? {}) as { readonly code?: string };
        const reason = REASONS[code];
        if (reason === undefined) done(...outcome);
        else if (code === "EAGAIN" && performance.now() + pauseMs < deadlineMs)
          setTimeout(attempt, pauseMs, Math.min(2 * pauseMs, MAX_PAUSE_MS));
        else done(unreachable(reason, error), null);
      });
    attempt(MIN_PAUSE_MS);
  };
}

const MIN_PAUSE_MS = 5;
const MAX_PAUSE_MS = 100;

/** What these errors mean at a socket: of a port, the system says other things by them. */
const REASONS: Readonly<Record<string, string>> = {
  EAGAIN: "the service does not accept connections: as many wait at its socket as it lets wait",
  ENOENT: "there is no socket of that path",
  ENOTDIR: "there is no socket of that path: a part of it is a file",
  EACCES: "the permissions of the socket, or of its folder, keep this user out",
};
