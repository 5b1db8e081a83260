import type { TransportFault } from "../../core/service/answer.ts";

/**
 * A certificate that one side refuses: the service's here, or ours there. Nothing was sent then, so that
 * no frame can be to blame; `null` for any other error.
 */
export function certificateFault(error: NodeJS.ErrnoException): TransportFault | null {
  const { code = "", message } = error;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return refused(otherHost(error));
  const reason = REASONS[code];
  if (reason !== undefined) return refused(`its certificate ${reason}`);
  const [, alert] = ALERT.exec(code) ?? [];
  if (alert !== undefined) return refused(alertInWords(alert));
  return VERIFICATION.test(code) ? refused(`its certificate is refused: ${message}`) : null;
}

function refused(reason: string): TransportFault {
  return { fault: "unreachable", reason };
}

const UNKNOWN_AUTHORITY =
  "comes from an authority that is not known here: name that one's in a file with --ca-file";
const WRONG_CLOCK = "set the clock right, there or here";

/** Codes of OpenSSL's verification (X509_V_ERR_*), as Node names them. */
const REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: `has expired: renew it there; or ${WRONG_CLOCK}`,
  CERT_NOT_YET_VALID: `is not valid yet: ${WRONG_CLOCK}`,
  CERT_REVOKED: "was revoked: get a new one there",
  DEPTH_ZERO_SELF_SIGNED_CERT:
    "is signed by itself: trust it by its file with --ca-file, or any with --insecure",
  SELF_SIGNED_CERT_IN_CHAIN: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT: UNKNOWN_AUTHORITY,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNKNOWN_AUTHORITY,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${UNKNOWN_AUTHORITY}, or let the service send its whole chain`,
};

/** The other codes of that kind. */
const VERIFICATION =
  /^(?:CERT|CRL|INVALID|PATH_LENGTH|HOSTNAME|ERROR_IN|UNABLE_TO|SUBJECT_ISSUER|AKID|KEYUSAGE)_/u;

function otherHost(error: Error): string {
  const { host = "", cert } = error as { host?: string; cert?: { subjectaltname?: string } };
  const names = (cert?.subjectaltname ?? "").slice(0, MAX_NAMES_LENGTH);
  const given = names === "" ? "names no host" : `is for ${names}`;
  return `its certificate ${given}, and not for ${host || "this host"}: call it by a name of the certificate, or have this one added`;
}

const MAX_NAMES_LENGTH = 120;

/** An alert of the service (RFC 8446, 6.2), as OpenSSL spells it: `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`. */
const ALERT = /^ERR_SSL_\S*?ALERT_([A-Z0-9_]+)$/u;

function alertInWords(alert: string): string {
  if (alert === "CERTIFICATE_REQUIRED") return WANTS_CERTIFICATE;
  const words = alert.toLowerCase().replaceAll("_", " ");
  if (ABOUT_OUR_CERTIFICATE.test(alert))
    return `it refuses our certificate (${words}): check, and renew, that of --cert`;
  if (alert === "HANDSHAKE_FAILURE")
    return `it breaks the TLS handshake off (${words}): it may want a client certificate (--cert, --key)`;
  return `it breaks the TLS handshake off (${words})`;
}

const ABOUT_OUR_CERTIFICATE = /CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED/u;

/** Said of a service that asks for a client certificate where none is given. */
export const WANTS_CERTIFICATE =
  "it wants a client certificate: name its files with --cert and --key";
