import { isSecretName } from "../../core/service/secrets.ts";

/**
 * Host of an address that lacks its scheme and holds a login or another secret, such as `admin:pass@10.0.0.5/1`;
 * `null` for any other text. It looks at the text alone: a file may have such a name.
 */
export function hostOfBareAddress(text: string): string | null {
  const [, host] = WITH_LOGIN.exec(text) ?? [];
  if (host !== undefined) return host;
  const [, named = "", query = ""] = WITH_QUERY.exec(text) ?? [];
  const names = query.split(/[&;]/u).map((pair) => pair.split("=", 1)[0] ?? "");
  return names.some(isSecretName) ? named : null;
}

/** A text for a message: of an address without its scheme that holds secrets, only the host is shown. */
export function withoutBareSecrets(text: string): string {
  const host = hostOfBareAddress(text);
  return host === null ? text : `***@${host}/…`;
}

/** Not a path of Windows. A password may hold any character. */
const WITH_LOGIN =
  /^(?![a-z]:[\\/])[^/\\\s:@]+:[^]*@(\[[\da-f:.]+\](?::\d+)?|[\w.-]+(?::\d+)?)(?=[/?#]|$)/iu;
const WITH_QUERY = /^([\w-]+(?:\.[\w-]+)+(?::\d+)?|[\w-]+:\d+)\/[^?]*\?([^]*)$/u;
