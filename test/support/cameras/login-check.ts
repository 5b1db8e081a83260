import { createHash, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What a camera asks of whoever wants its picture. */
export interface AskedLogin {
  readonly user: string;
  readonly password: string;
  readonly scheme: "Basic" | "Digest";
  /** Of Digest. @default "MD5" */
  readonly algorithm?: "MD5" | "SHA-256" | "MD5-sess";
  /** Whether Digest is offered as RFC 2069 had it. @default false */
  readonly hasNoQop?: boolean;
}

/** Lets in who logs in as RFC 7617 and 7616 say; a nonce is good for some requests, each with another count. */
export class LoginCheck {
  readonly #asked: AskedLogin;
  /** Counts that came with each nonce. */
  readonly #nonces = new Map<string, Set<string>>();
  /** Passwords that came in clear. */
  basicCount = 0;

  constructor(asked: AskedLogin) {
    this.#asked = asked;
  }

  /** Ends the nonces that are in use. */
  renewNonce(): void {
    this.#nonces.clear();
  }

  /** `null` to let it in, else the value of `www-authenticate`. */
  challengeFor({ method = "", url = "", headers }: IncomingMessage): string | null {
    const { user, password, scheme, algorithm = "MD5", hasNoQop = false } = this.#asked;
    const given = headers.authorization ?? "";
    if (given.startsWith("Basic ")) this.basicCount += 1;
    if (scheme === "Basic") {
      const token = Buffer.from(`${user}:${password}`).toString("base64");
      return given === `Basic ${token}` ? null : 'Basic realm="a \\"camera\\", old"';
    }
    const field = (name: string): string =>
      new RegExp(String.raw`[ ,]${name}=(?:"((?:[^"\\]|\\.)*)"|([^ ,]+))`, "u")
        .exec(given)
        ?.slice(1)
        .find((value) => value !== undefined)
        ?.replaceAll(/\\(.)/gu, "$1") ?? "";
    const hash = (...parts: readonly string[]): string =>
      createHash(algorithm.startsWith("SHA") ? "sha256" : "md5")
        .update(parts.join(":"))
        .digest("hex");
    const nonce = field("nonce");
    const counts = this.#nonces.get(nonce);
    const secret = hash(user, REALM, password);
    const key = algorithm.endsWith("-sess") ? hash(secret, nonce, field("cnonce")) : secret;
    const quality = hasNoQop ? [] : [field("nc"), field("cnonce"), "auth"];
    const expected = hash(key, nonce, ...quality, hash(method, url));
    const isNew = counts !== undefined && (hasNoQop || !counts.has(field("nc")));
    counts?.add(field("nc"));
    const isRight = field("response") === expected && field("username") === user;
    if (isNew && isRight && field("uri") === url) return null;
    const stale = given !== "" && counts === undefined ? ", stale=true" : "";
    return this.#challenge(algorithm, `${hasNoQop ? "" : ', qop="auth,auth-int"'}${stale}`);
  }

  #challenge(algorithm: string, more: string): string {
    const nonce = randomBytes(8).toString("hex");
    this.#nonces.set(nonce, new Set());
    return `Basic realm="x", Digest realm="${REALM}", nonce="${nonce}", algorithm=${algorithm}, opaque="o"${more}`;
  }
}

const REALM = "a camera, new";
