import { certificateFault, handshakeReset } from "../broker-tls.ts";
import { away, full } from "../common-faults.ts";
import type { BrokerFault } from "../publish-outcome.ts";

/*
 * What errors of the client mean. They are told apart by their names and by the codes of the server's API
 * (https://github.com/nats-io/nats-server/blob/main/server/errors.json), so that nothing has to be loaded for it.
 */

/** Codes of errors of the API of JetStream that mean something to us. */
export const API_CODES = {
  insufficientResources: 10_023,
  accountLimit: 10_002,
  accountResources: 10_028,
  streamTooLarge: 10_054,
  notEnabledForAccount: 10_039,
  notEnabled: 10_076,
  insufficientStorage: 10_047,
  consumerNotFound: 10_014,
  streamNotFound: 10_059,
  wrongStream: 10_060,
  storeFailed: 10_077,
} as const;

/** An error of the client, as far as it is looked at. */
interface ClientError {
  readonly name: string;
  readonly message: string;
  readonly code?: unknown;
  readonly cause?: unknown;
}

/** True if nobody answered a request: the stream has no leader, does not exist, or JetStream is off. */
export function isNoResponders(error: unknown): boolean {
  const { name, cause } = error as ClientError;
  if (name === "NoResponders") return true;
  return cause instanceof Error && cause !== error && isNoResponders(cause);
}

/** Code of an error of the API of JetStream; `null` for any other error. */
export function apiCodeOf(error: unknown): number | null {
  const { code } = error as ClientError;
  return typeof code === "number" && code >= 10_000 ? code : null;
}

/**
 * Fault that an error means. One after which nobody answered is `away`: whoever asked may look for the stream.
 *
 * @param broker the broker for display.
 */
export function faultOf(error: unknown, broker: string): BrokerFault {
  const { message } = error as ClientError;
  const certificate = certificateFault(error as ClientError, broker);
  if (certificate !== null) return certificate;
  if (isPermission(error)) return refused(`${broker} does not allow that: ${message}`);
  if (isLogin(error)) return refused(`${broker} refuses the login: ${message.toLowerCase()}`);
  const code = apiCodeOf(error);
  if (code !== null) return apiFault(code, message, broker);
  const { name } = error as ClientError;
  return name === "TimeoutError" ? silent(broker) : away(reasonOf(error as ClientError, broker));
}

/** Fault of a server that takes connections, and no more: so does NATS 2.9 with a full disk, until it is started again. */
function silent(broker: string): BrokerFault {
  return {
    kind: "away",
    reason: `${broker} has not answered in time: it is too busy, or its disk is full; free some of it, and start the server again`,
    remedy: "look at the log and the disk of each server",
  };
}

function reasonOf({ message, cause }: ClientError, broker: string): string {
  const below = cause instanceof Error ? cause.message : message;
  return `${broker} cannot be reached: ${below === "" ? message : below}`;
}

/** Fault of a connection that was not made. @param isTls true if it was to be one with TLS. */
export function connectFault(error: unknown, broker: string, isTls: boolean): BrokerFault {
  const { name, code } = error as ClientError;
  if (name === "TimeoutError") return away(`${broker} has not answered in time`);
  if (isTls && code === "ECONNRESET") return handshakeReset(broker);
  return faultOf(error, broker);
}

function apiFault(code: number, message: string, broker: string): BrokerFault {
  if (code === API_CODES.storeFailed && message.startsWith("maximum"))
    return full(`the queue at ${broker} is full: ${message}`);
  if (FULL.has(code) || /no space left/iu.test(message))
    return full(`${broker} has no more space: ${message}`);
  if (code === API_CODES.streamTooLarge)
    return {
      kind: "tooLarge",
      reason: `${broker} does not take a message of this size: ${message}`,
      remedy: "raise max_msg_size of the stream, or send smaller frames",
    };
  if (code === API_CODES.notEnabled || code === API_CODES.notEnabledForAccount)
    return refused(`${broker} has no JetStream for this account: ${message}`, ENABLE);
  return away(`${broker} cannot do that now: ${message}`);
}

const FULL: ReadonlySet<number> = new Set([
  API_CODES.insufficientResources,
  API_CODES.insufficientStorage,
  API_CODES.accountLimit,
  API_CODES.accountResources,
]);

const ENABLE =
  "add a block jetstream { store_dir: ... } to the server's configuration, and enable it for the account";

function isPermission(error: unknown): boolean {
  const { name, cause } = error as ClientError;
  if (name === "PermissionViolationError") return true;
  return cause instanceof Error && cause !== error && isPermission(cause);
}

function isLogin(error: unknown): boolean {
  const { name, message } = error as ClientError;
  return (
    LOGIN_ERRORS.has(name) || /^(?:unable to parse credentials|bad authentication)/iu.test(message)
  );
}

const LOGIN_ERRORS: ReadonlySet<string> = new Set([
  "AuthorizationError",
  "UserAuthenticationExpiredError",
]);

function refused(reason: string, remedy: string = GRANT): BrokerFault {
  return { kind: "refused", reason, remedy };
}

/** Fault of a login that may not publish to a subject. */
export function deniedFault(broker: string, subject: string): BrokerFault {
  return refused(`${broker} does not let this login publish to ${subject}`);
}

export function unheardFault(broker: string, subject: string): BrokerFault {
  return refused(`${broker} does not let this login subscribe to ${subject}`);
}

const GRANT =
  "check user, password, credentials or nkey, and the permissions in src/brokers/README.md";
