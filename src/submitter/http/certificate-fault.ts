import type { TransportFault } from "../../core/service/answer.ts";
import { certificateReason, type TrustRemedies } from "../../core/service/certificate-reason.ts";
import { option } from "../../core/option-spelling.ts";

/**
 * A certificate that one side refuses: the service's here, or ours there. Nothing was sent then, so that
 * no frame can be to blame; `null` for any other error.
 */
export function certificateFault(error: NodeJS.ErrnoException): TransportFault | null {
  const reason = certificateReason(error, remedies());
  if (reason !== null) return refused(`its certificate ${reason}`);
  const [, alert] = ALERT.exec(error.code ?? "") ?? [];
  return alert === undefined ? null : refused(alertInWords(alert));
}

function refused(reason: string): TransportFault {
  return { fault: "unreachable", reason };
}

function remedies(): TrustRemedies {
  return {
    caFile: option("caFile"),
    insecure: option("insecure", true),
    otherHost: "call it by a name of the certificate, or have this one added",
  };
}

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
