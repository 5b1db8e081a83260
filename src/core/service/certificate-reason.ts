/** Ways out of a certificate that is refused, as the reader spells them. */
export interface TrustRemedies {
  /** The option that names a file of certificates to trust. */
  readonly caFile: string;
  /** The option that takes any certificate; `null` where there is none. */
  readonly insecure: string | null;
  /** What to do about a certificate of another host. */
  readonly otherHost: string;
}

/**
 * Why a certificate of the other side is refused, behind the words "its certificate"; `null` for any other error.
 *
 * @param error of Node's TLS.
 */
export function certificateReason(
  error: NodeJS.ErrnoException,
  remedies: TrustRemedies,
): string | null {
  const { code = "", message } = error;
  if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return otherHost(error, remedies);
  const reason = reasonsWith(remedies)[code];
  if (reason !== undefined) return reason;
  return VERIFICATION.test(code) ? `is not valid: ${message}` : null;
}

const WRONG_CLOCK = "set the clock right, there or here";

/** Codes of OpenSSL's verification (X509_V_ERR_*), as Node names them. */
function reasonsWith({ caFile, insecure }: TrustRemedies): Readonly<Record<string, string>> {
  const unknownAuthority = `comes from an authority that is not known here: name a file with that one's certificate with ${caFile}`;
  return {
    CERT_HAS_EXPIRED: `has expired: renew it there; or ${WRONG_CLOCK}`,
    CERT_NOT_YET_VALID: `is not valid yet: ${WRONG_CLOCK}`,
    CERT_REVOKED: "was revoked: get a new one there",
    DEPTH_ZERO_SELF_SIGNED_CERT: `is self-signed: trust it by its file with ${caFile}${insecure === null ? "" : `, or any certificate with ${insecure}`}`,
    SELF_SIGNED_CERT_IN_CHAIN: unknownAuthority,
    UNABLE_TO_GET_ISSUER_CERT: unknownAuthority,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: unknownAuthority,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: `${unknownAuthority}, or let the service send its whole chain`,
  };
}

/** The other codes of that kind. */
const VERIFICATION =
  /^(?:CERT|CRL|INVALID|PATH_LENGTH|HOSTNAME|ERROR_IN|UNABLE_TO|SUBJECT_ISSUER|AKID|KEYUSAGE)_/u;

function otherHost(error: Error, remedies: TrustRemedies): string {
  const { host = "", cert } = error as { host?: string; cert?: { subjectaltname?: string } };
  const names = (cert?.subjectaltname ?? "").slice(0, MAX_NAMES_LENGTH);
  const given = names === "" ? "names no host" : `is for ${names}`;
  return `${given}, and not for ${host || "this host"}: ${remedies.otherHost}`;
}

const MAX_NAMES_LENGTH = 120;
