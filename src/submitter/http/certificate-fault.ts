import type { TransportFault } from "../../core/service/answer.ts";
import { certificateReason, type TrustRemedies } from "../../core/service/certificate-reason.ts";
import * as tlsAlert from "../../core/service/tls-alert.ts";
import { option } from "../../core/option-spelling.ts";

/**
 * A certificate that one side refuses: the service's here, or ours there. Nothing was sent then, so that
 * no frame can be to blame; `null` for any other error.
 */
export function certificateFault(error: NodeJS.ErrnoException): TransportFault | null {
  const reason = certificateReason(error, remedies());
  if (reason !== null) return refused(`its certificate ${reason}`);
  const alert = tlsAlert.tlsAlertReason(error.code ?? "", identityOptions());
  return alert === null ? null : refused(alert);
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

function identityOptions(): tlsAlert.IdentityOptions {
  return { cert: option("cert"), key: option("key") };
}

/** Said of a service that asks for a client certificate where none is given. */
export function wantsCertificate(): string {
  return tlsAlert.wantsCertificate(identityOptions());
}

/** Said of a service that rejects the client certificate. @param words its own, for that. */
export function refusesCertificate(words: string): string {
  return tlsAlert.refusesCertificate(words, identityOptions());
}
