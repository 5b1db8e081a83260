/** A way to log in that a server offers (RFC 9110, 11.6.1). */
export interface Challenge {
  /** In lower case, such as `digest`. */
  readonly scheme: string;
  /** By name in lower case. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Challenges in the values of `www-authenticate`, joined by commas. */
export function challengesIn(text: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Record<string, string> }[] = [];
  for (const [, name, quoted, plain = "", scheme] of text.matchAll(PARAMETER_OR_SCHEME)) {
    if (scheme !== undefined) challenges.push({ scheme: scheme.toLowerCase(), parameters: {} });
    const last = challenges.at(-1);
    if (name !== undefined && last !== undefined)
      last.parameters[name.toLowerCase()] = quoted?.replaceAll(/\\(.)/gu, "$1") ?? plain;
  }
  return challenges;
}

/** `realm="camera"`, `qop=auth`, or the word before them. */
const PARAMETER_OR_SCHEME = /([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*))|([\w-]+)/gu;
