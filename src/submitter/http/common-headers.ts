import { percentDecoded } from "../../core/service/percent-decoding.ts";

/**
 * Headers of every request to a service.
 *
 * @param url its address; a user name and password in it become basic authorisation (RFC 7617).
 */
export function commonHeaders(url: URL): Readonly<Record<string, string>> {
  const authorization = basicCredentials(url);
  return { "user-agent": "frameferry", ...(authorization === null ? {} : { authorization }) };
}

/** The user name and password of an address as basic authorisation (RFC 7617); `null` if it has none. */
export function basicCredentials({ username, password }: URL): string | null {
  if (username === "" && password === "") return null;
  const credentials = `${percentDecoded(username)}:${percentDecoded(password)}`;
  return `Basic ${Buffer.from(credentials).toString("base64")}`;
}
