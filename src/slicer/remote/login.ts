import { createHash, randomBytes } from "node:crypto";
import { type Challenge, challengesIn } from "./challenges.ts";

/** User name and password, as they are. */
export interface UserAndPassword {
  readonly user: string;
  readonly password: string;
}

/** A request that wants to be let in. */
interface Wanted {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
}

/**
 * Logs in to one server by Digest (RFC 7616 and 2617: MD5, SHA-256 and their `-sess`, `auth` or no `qop`) or Basic
 * (RFC 7617). Nothing is sent before the server has asked: a server that takes Digest never gets the password itself.
 */
export class Login {
  readonly #given: UserAndPassword;
  #challenge: Challenge | null = null;
  #count = 0;

  constructor(given: UserAndPassword) {
    this.#given = given;
  }

  /**
   * A server has answered 401.
   *
   * @param offers its `www-authenticate`.
   * @param wasSent true if the request had a login: then only another nonce makes a difference.
   * @returns false if there is no use in asking again.
   */
  isWorthAnother(offers: string, wasSent: boolean): boolean {
    const previous = this.#challenge?.parameters["nonce"];
    this.#challenge = bestOf(challengesIn(offers));
    this.#count = 0;
    if (this.#challenge === null) return false;
    const { parameters } = this.#challenge;
    return (
      !wasSent || (parameters["nonce"] !== previous && /^true$/iu.test(parameters["stale"] ?? ""))
    );
  }

  /** Value of `authorization`; `null` while the server has not asked. */
  headerFor(wanted: Wanted): string | null {
    if (this.#challenge === null) return null;
    const { user, password } = this.#given;
    if (this.#challenge.scheme === "basic")
      return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
    this.#count += 1;
    return digestHeader(this.#given, this.#challenge.parameters, { ...wanted, count: this.#count });
  }
}

/** Digest before Basic, and SHA-256 before MD5; `null` if there is none that can be answered. */
function bestOf(challenges: readonly Challenge[]): Challenge | null {
  const ranked = challenges
    .map((challenge) => ({ challenge, rank: rankOf(challenge) }))
    .filter(({ rank }) => rank > 0)
    .toSorted((one, other) => other.rank - one.rank);
  return ranked[0]?.challenge ?? null;
}

function rankOf({ scheme, parameters }: Challenge): number {
  if (scheme === "basic") return 1;
  if (scheme !== "digest" || parameters["nonce"] === undefined) return 0;
  const { qop } = parameters;
  if (qop !== undefined && !offersAuth(qop)) return 0;
  return RANKS[algorithmOf(parameters).name] ?? 0;
}

const RANKS: Readonly<Record<string, number>> = { md5: 2, "sha-256": 3 };

function offersAuth(qop: string): boolean {
  return qop.split(",").some((word) => /^\s*auth\s*$/iu.test(word));
}

function algorithmOf({ algorithm = "MD5" }: Challenge["parameters"]): {
  readonly name: string;
  readonly isSession: boolean;
} {
  const [, name = "", session] = /^(.*?)(-sess)?$/iu.exec(algorithm) ?? [];
  return { name: name.toLowerCase(), isSession: session !== undefined };
}

function digestHeader(
  { user, password }: UserAndPassword,
  parameters: Challenge["parameters"],
  { method, target, count }: Wanted & { readonly count: number },
): string {
  const { realm = "", nonce = "", opaque, algorithm, qop } = parameters;
  const { name, isSession } = algorithmOf(parameters);
  const digest = (...parts: readonly string[]): string =>
    createHash(name.replace("-", "")).update(parts.join(":")).digest("hex");
  const clientNonce = randomBytes(16).toString("hex");
  const countText = count.toString(16).padStart(8, "0");
  const secret = digest(user, realm, password);
  const key = isSession ? digest(secret, nonce, clientNonce) : secret;
  const asked = digest(method, target);
  const quality = qop === undefined ? [] : [countText, clientNonce, "auth"];
  const quoted = { username: user, realm, nonce, uri: target };
  return `Digest ${[
    ...Object.entries(quoted).map(([field, value]) => `${field}=${quotedString(value)}`),
    `response="${digest(key, nonce, ...quality, asked)}"`,
    ...(algorithm === undefined ? [] : [`algorithm=${algorithm}`]),
    ...(opaque === undefined ? [] : [`opaque=${quotedString(opaque)}`]),
    ...(qop === undefined ? [] : ["qop=auth", `nc=${countText}`]),
    ...(qop === undefined && !isSession ? [] : [`cnonce="${clientNonce}"`]),
  ].join(", ")}`;
}

/** RFC 9110, 5.6.4. */
function quotedString(text: string): string {
  return `"${text.replaceAll(/["\\]/gu, String.raw`\$&`)}"`;
}
