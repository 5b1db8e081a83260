import type { TransportFault } from "../../core/service/answer.ts";
import { option } from "../../core/option-spelling.ts";

/**
 * A certificate that one side refuses: the service's here, or ours there. Nothing was sent then, so that
 * no frame can be to blame; `null` for any other error.
 */
export function certificateFault(error: NodeJS.ErrnoException): TransportFault | null {
  const { code = "", message } = error;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return refused(otherHost(error));
  const reason = reasons()[code];
  if (reason !== undefined) return refused(`its certificate ${reason}`);
  const [, alert] = ALERT.exec(code) ?? [];
  if (alert !== undefined) return refused(alertInWords(alert));
  return VERIFICATION.test(code) ? refused(`its certificate is not valid: ${message}`) : null;
}

function refused(reason: string): TransportFault {
  return { fault: "unreachable", reason };
}

const WRONG_CLOCK = "set the clock right, there or here";

/** Codes of OpenSSL's verification (X509_V_ERR_*), as Node names them. */
function reasons(): Readonly<Record<string, string>> {
  const caFile = option("caFile");
  const unknownAuthority = `comes from an authority that is not known here: name a file with that one's certificate with ${caFile}`;
  return {
    CERT_HAS_EXPIRED: `has expired: renew it there; or ${WRONG_CLOCK}`,
    CERT_NOT_YET_VALID: `is not valid yet: ${WRONG_CLOCK}`,
    CERT_REVOKED: "was revoked: get a new one there",
    DEPTH_ZERO_SELF_SIGNED_CERT: `is self-signed: trust it by its file with ${caFile}, or any certificate with ${option("insecure", true)}`,
    SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
    UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${unknownAuthority}, or let the service send its whole chain`,
  };
}

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
  if (alert === "CERTIFICATE_REQUIRED") return wantsCertificate();
  const words = alert.toLowerCase().replaceAll("_", " ");
  if (ABOUT_OUR_CERTIFICATE.test(alert)) return refusesCertificate(words);
  if (alert === "HANDSHAKE_FAILURE")
    return `it aborts the TLS handshake (${words}): it may require a client certificate (${option("cert")}, ${option("key")})`;
  return `it aborts the TLS handshake (${words})`;
}

const ABOUT_OUR_CERTIFICATE = /CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED/u;

/** Said of a service that asks for a client certificate where none is given. */
export function wantsCertificate(): string {
  return `it requires a client certificate: name its files with ${option("cert")} and ${option("key")}`;
}

/** Said of a service that rejects the client certificate. @param words its own, for that. */
export function refusesCertificate(words: string): string {
  return `it rejects our certificate (${words}): check, and renew, that of ${option("cert")}`;
}
