import { createHmac, randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { carriesToken } from "./access-token.ts";
import { isSameSecret } from "./same-secret.ts";

/** Those who know the token, until this process ends: browsers by a cookie, which is not the token itself. */
export class PageSession {
  readonly #token: string;
  readonly #value: string;

  constructor(token: string) {
    this.#token = token;
    this.#value = createHmac("sha256", randomBytes(32)).update(token).digest("base64url");
  }

  knows(token: string): boolean {
    return isSameSecret(token, this.#token);
  }

  /** True if a request carries the token or the cookie. */
  has({ headers: { authorization, cookie = "" }, socket }: IncomingMessage): boolean {
    const name = cookieName(socket.localPort);
    const cookies = cookie.split(";").map((pair) => pair.trim().split("="));
    return (
      carriesToken(authorization, this.#token) ||
      cookies.some(([key, value = ""]) => key === name && isSameSecret(value, this.#value))
    );
  }

  /** Value of `Set-Cookie` in the answer to a request. */
  cookieFor({ socket }: IncomingMessage): string {
    return `${cookieName(socket.localPort)}=${this.#value}; HttpOnly; SameSite=Strict; Path=/`;
  }
}

/** Browsers send a cookie to all ports of a host. */
function cookieName(port: number | undefined): string {
  return `frameferry-${port}`;
}
