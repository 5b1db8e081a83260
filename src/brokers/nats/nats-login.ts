import { readFile } from "node:fs/promises";
import { FrameferryError } from "../../core/errors.ts";
import { systemErrorMessage } from "../../core/files/system-error.ts";
import { option } from "../../core/option-spelling.ts";
import type { BrokerAccess } from "../broker.ts";
import type { BrokerAddress } from "../broker-address.ts";
import { needsTls, readBrokerTls } from "../broker-tls.ts";
import type { ConnectionOptions, NatsPackages } from "./nats-packages.ts";

/**
 * Options of a connection, with the login and the certificates that the access names. Files are read each time.
 *
 * @throws FrameferryError `ERR_OPTION` for a file that cannot be used.
 */
export async function connectionOptions(
  { scheme }: BrokerAddress,
  access: BrokerAccess,
  transport: NatsPackages["transport"],
): Promise<ConnectionOptions> {
  return {
    name: "frameferry",
    timeout: CONNECT_TIMEOUT_MS,
    pingInterval: PING_INTERVAL_MS,
    maxPingOut: 2,
    reconnect: false,
    noAsyncTraces: true,
    // The system's own way of finding addresses also knows /etc/hosts.
    resolve: false,
    ...(await loginOf(access, transport)),
    ...(scheme === "tls" || needsTls(access) ? { tls: tlsOf(access) } : {}),
  };
}

const CONNECT_TIMEOUT_MS = 5000;
/** A connection counts as broken when two pings have had no answer. */
const PING_INTERVAL_MS = 5000;

async function loginOf(
  { user, password, credentialsFile, nkeyFile }: BrokerAccess,
  { credsAuthenticator, nkeyAuthenticator }: NatsPackages["transport"],
): Promise<ConnectionOptions> {
  if (credentialsFile !== null) {
    const credentials = await contentOf(credentialsFile, "brokerCredentialsFile");
    if (!/BEGIN NATS USER JWT/u.test(credentials))
      throw unusable("brokerCredentialsFile", credentialsFile, "holds no credentials of NATS");
    return { authenticator: credsAuthenticator(new TextEncoder().encode(credentials)) };
  }
  if (nkeyFile !== null) {
    const seed = SEED.exec(await contentOf(nkeyFile, "brokerNkeyFile"))?.[0];
    if (seed === undefined)
      throw unusable(
        "brokerNkeyFile",
        nkeyFile,
        "holds no seed of a user's nkey, which begins with SU",
      );
    return { authenticator: nkeyAuthenticator(new TextEncoder().encode(seed)) };
  }
  if (user === null) return {};
  return password === null ? { user } : { user, pass: password };
}

/** A seed of a user: `SU` and base32 (https://docs.nats.io/reference/reference-protocols/nats-protocol/nkeys). */
const SEED = /\bSU[A-Z2-7]{56}\b/u;

/** The client takes text alone. */
function tlsOf(access: BrokerAccess): NonNullable<ConnectionOptions["tls"]> {
  const { cert, key, ...trust } = readBrokerTls(access);
  if (cert === undefined || key === undefined) return trust;
  return { ...trust, cert: cert.toString(), key: key.toString() };
}

async function contentOf(path: string, key: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const words = systemErrorMessage(cause as NodeJS.ErrnoException);
    throw unusable(key, path, `cannot be read: ${words}`, cause);
  }
}

function unusable(key: string, path: string, flaw: string, cause?: unknown): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the file ${path} that ${option(key)} names ${flaw}`,
    remedy:
      "name the file that the operator of the broker has given you, and make it readable for this user",
    cause,
  });
}
