import { option } from "../../core/option-spelling.ts";
import { certificateReason } from "../../core/service/certificate-reason.ts";
import { tlsAlertReason } from "../../core/service/tls-alert.ts";

/** How a broker was wanted that fails. */
export interface BrokerAttempt {
  readonly isWithTls: boolean;
  /** True if there was a connection before. */
  readonly wasConnected: boolean;
}

/** Why a broker cannot be used, with the way out, as the end of a sentence. */
export function brokerTrouble(error: Error, attempt: BrokerAttempt): string {
  const { code = "", message } = error as { readonly code?: string | number } & Error;
  // A broker that refuses says so by a number (MQTT 3.1.1, 3.2.2.3).
  if (typeof code === "number") return refusal(code, message);
  const ofCertificate = certificateReason(error, {
    ...{ caFile: option("mqttCaFile"), insecure: null },
    otherHost: "write the address with a name of the certificate, or have this one added",
  });
  if (ofCertificate !== null) return `its certificate ${ofCertificate}`;
  const alert = tlsAlertReason(code, { cert: option("mqttCert"), key: option("mqttKey") });
  if (alert !== null) return alert;
  if (attempt.isWithTls && NO_TLS.test(code)) return SPEAKS_NO_TLS;
  if (code === "ECONNRESET" || code === "EPIPE") return silentTrouble(attempt);
  return REASONS[code] ?? REASONS[message] ?? `it cannot be reached: ${code || message}`;
}

/** Why a broker is away that has closed the connection. */
export function silentTrouble({ isWithTls, wasConnected }: BrokerAttempt): string {
  if (wasConnected) return "the connection to it was lost";
  const hint = isWithTls ? "if it has no TLS there" : "if it expects TLS";
  return `it closes the connection without an answer: check its log, and the port; ${hint}, write ${isWithTls ? "mqtt://" : "mqtts://"}`;
}

/** True if no authority that is trusted answers for the certificate of a broker. */
export function isUnknownAuthority({ code = "" }: NodeJS.ErrnoException): boolean {
  return UNKNOWN_AUTHORITY.has(code);
}

const UNKNOWN_AUTHORITY: ReadonlySet<string> = new Set([
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

function refusal(code: number, message: string): string {
  const words = message.replace(/^Connection refused: /u, "");
  if (!LOGIN_REFUSED.has(code)) return `it refuses the connection: ${words}`;
  return `it refuses the login (${words}): check ${option("mqttUser")} and ${option("mqttPassword")}, or the login in its address`;
}

/** Bad user name or password, and not authorized; of MQTT 3.1.1 and of 5. */
const LOGIN_REFUSED: ReadonlySet<number> = new Set([4, 5, 134, 135]);

const NO_TLS = /^(?:EPROTO|ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG)$/u;
const SPEAKS_NO_TLS =
  "it does not speak TLS there: name the port that it has for TLS, or write the address without the s of mqtts:// or wss://";

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "nothing listens there (connection refused)",
  ENOTFOUND: "there is no host of its name",
  EAI_AGAIN: "the name of its host cannot be looked up now",
  EHOSTUNREACH: "there is no route to its host",
  ENETUNREACH: "there is no route to its host",
  ETIMEDOUT: "it does not answer (timed out)",
  "connack timeout": "it does not answer in time; check the port",
};
