import { createHmac } from "node:crypto";

/**
 * Headers by which a receiver knows that a request is from whoever has the key, and not an old one sent again:
 * the hexadecimal HMAC-SHA-256 of the time, a point, and the body.
 *
 * @param unixSeconds time of this attempt.
 */
export function signatureHeaders(
  body: string,
  secret: string,
  unixSeconds: number,
): Readonly<Record<string, string>> {
  const timestamp = String(unixSeconds);
  const hmac = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return { "x-frameferry-timestamp": timestamp, "x-frameferry-signature": `sha256=${hmac}` };
}
