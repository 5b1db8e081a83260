import { buildConnector } from "./client.ts";
import { ConnectFault } from "./connect-fault.ts";

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
        if ((error as { code?: string } | null)?.code !== "EAGAIN") done(...outcome);
        else if (performance.now() + pauseMs < deadlineMs)
          setTimeout(attempt, pauseMs, Math.min(2 * pauseMs, MAX_PAUSE_MS));
        else done(full(error), null);
      });
    attempt(MIN_PAUSE_MS);
  };
}

const MIN_PAUSE_MS = 5;
const MAX_PAUSE_MS = 100;

function full(cause: unknown): ConnectFault {
  const reason =
    "the service does not accept connections: as many wait at its socket as it lets wait";
  return new ConnectFault({ fault: "unreachable", reason }, cause);
}
