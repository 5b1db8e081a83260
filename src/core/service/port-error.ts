import { FrameferryError } from "../errors.ts";

/** A place that a server listens on. */
export interface ListenPlace {
  readonly host: string;
  readonly port: number;
}

/**
 * Error of a server that cannot listen.
 *
 * @param server its name, as the subject of a sentence.
 */
export function portError(
  server: string,
  { host, port }: ListenPlace,
  cause: NodeJS.ErrnoException,
): FrameferryError {
  const [why, remedy] = whyAndRemedy(cause);
  const message = `${server} cannot listen on ${host}, port ${port}: ${why}.`;
  const code = "ERR_PORT_UNUSABLE";
  return new FrameferryError({ code, kind: "environment", message, remedy, cause });
}

function whyAndRemedy({ code, message }: NodeJS.ErrnoException): [why: string, remedy: string] {
  if (code === "EADDRINUSE") {
    return ["another program uses the port", "Choose another port, or 0 for a free one."];
  }
  if (code === "EACCES") {
    return ["this user may not open the port", "Choose a port above 1023, or 0 for a free one."];
  }
  return [message, "Check the host: 127.0.0.1 is this machine alone, 0.0.0.0 lets others in."];
}
