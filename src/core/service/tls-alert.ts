/** Options that name the files of a client certificate, as the reader spells them. */
export interface IdentityOptions {
  readonly cert: string;
  readonly key: string;
}

/**
 * Why the other side has ended a TLS handshake, in words; `null` for an error that is no alert of it.
 *
 * @param code of Node's error: an alert (RFC 8446, 6.2) as OpenSSL spells it, `ERR_SSL_TLSV1_ALERT_UNKNOWN_CA`.
 */
export function tlsAlertReason(code: string, options: IdentityOptions): string | null {
  const [, alert] = ALERT.exec(code) ?? [];
  if (alert === undefined) return null;
  if (alert === "CERTIFICATE_REQUIRED") return wantsCertificate(options);
  const words = alert.toLowerCase().replaceAll("_", " ");
  if (ABOUT_OUR_CERTIFICATE.test(alert)) return refusesCertificate(words, options);
  if (alert === "HANDSHAKE_FAILURE")
    return `it aborts the TLS handshake (${words}): it may require a client certificate (${options.cert}, ${options.key})`;
  return `it aborts the TLS handshake (${words})`;
}

const ALERT = /^ERR_SSL_\S*?ALERT_([A-Z0-9_]+)$/u;
const ABOUT_OUR_CERTIFICATE = /CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED/u;

/** Said of a service that asks for a client certificate where none is given. */
export function wantsCertificate({ cert, key }: IdentityOptions): string {
  return `it requires a client certificate: name its files with ${cert} and ${key}`;
}

/** Said of a service that rejects the client certificate. @param words its own, for that. */
export function refusesCertificate(words: string, { cert }: IdentityOptions): string {
  return `it rejects our certificate (${words}): check, and renew, that of ${cert}`;
}
