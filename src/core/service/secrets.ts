import { brokerLogin, isBrokerAddress } from "./broker-address.ts";
import { percentDecoded } from "./percent-decoding.ts";

/** `max_tokens` is no secret. */
const SECRET_NAME =
  /(?:auth|authentication|authori[sz]ation|cookie|credentials?|jwt|key|pass(?:code|phrase|wd|word)?|pwd|secret|sig|signature|token)$/iu;

/** True if a header, parameter or query value of this name is secret. */
export function isSecretName(name: string): boolean {
  return SECRET_NAME.test(name);
}

/** Secrets in named values: each without its scheme, and its parts. */
export function secretsIn(values: Readonly<Record<string, string>>): readonly string[] {
  const named = Object.entries(values).filter(([name]) => isSecretName(name));
  return longEnough([
    ...named.flatMap(([name, value]) => partsOf(name, value)),
    ...Object.values(values).flatMap(secretsInJson),
  ]);
}

/** Secrets in the named strings of a JSON text, such as a template. */
export function secretsInJson(text: string): readonly string[] {
  const named = [...text.matchAll(NAMED_TEXT)].filter(([, name = ""]) => isSecretName(name));
  return longEnough(named.map(([, , value = ""]) => unquoted(value)));
}

const NAMED_TEXT = /"([^"\\]{1,100})"\s*:\s*("[^"\\]*(?:\\.[^"\\]*)*")/gsu;

/** Secrets in an address: user name and password, alone and together, and secrets in its query. */
export function addressSecrets(address: string): readonly string[] {
  if (isBrokerAddress(address)) return brokerSecrets(brokerLogin(address) ?? "");
  const { username, password, searchParams } = new URL(address);
  const [user, pass] = [percentDecoded(username), percentDecoded(password)];
  const together = user + pass === "" ? "" : `${user}:${pass}`;
  return longEnough([
    ...[username, password, user, pass, together],
    ...[...searchParams].flatMap(([name, value]) => (isSecretName(name) ? [value] : [])),
  ]);
}

function brokerSecrets(login: string): readonly string[] {
  const colon = login.indexOf(":");
  const parts = colon < 0 ? [login] : [login.slice(0, colon), login.slice(colon + 1)];
  return longEnough([login, ...parts, ...parts.map(percentDecoded)]);
}

/** Shorter values occur everywhere in text. */
const MIN_LENGTH = 4;
const MIN_COOKIE_LENGTH = 8;

function longEnough(secrets: readonly string[]): readonly string[] {
  return [...new Set(secrets)].filter(({ length }) => length >= MIN_LENGTH);
}

function partsOf(name: string, value: string): readonly string[] {
  if (/cookie$/iu.test(name)) return [value, ...cookiesIn(value)];
  const [, scheme = "", token = ""] = SCHEME_AND_TOKEN.exec(value) ?? [];
  if (token === "") return [value];
  const pair = scheme.toLowerCase() === "basic" ? basicAuthPair(token) : [];
  return [token, ...pair];
}

/** Such as `Bearer abc` (RFC 9110, 11.4). */
const SCHEME_AND_TOKEN = /^([\w-]+)\s+(\S+)$/u;

/** Cookies that hold page settings are short, and no secrets. */
function cookiesIn(value: string): readonly string[] {
  const values = value.split(";").map((cookie) => cookie.slice(cookie.indexOf("=") + 1).trim());
  return values.filter(({ length }) => length >= MIN_COOKIE_LENGTH);
}

/** User name and password, together and alone (RFC 7617). */
function basicAuthPair(token: string): readonly string[] {
  const pair = Buffer.from(token, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  return colon < 0 ? [] : [pair, pair.slice(0, colon), pair.slice(colon + 1)];
}

function unquoted(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
