import type { Guard } from "./web-server.ts";
import { isSameSecret } from "./same-secret.ts";

/** True if the `Authorization` of a request carries the token. */
export function carriesToken(authorization: string | undefined, token: string): boolean {
  const [, given = ""] = /^Bearer +(\S+) *$/iu.exec(authorization ?? "") ?? [];
  return isSameSecret(given, token);
}

/** Lets those in who carry one of the tokens. */
export function tokenGuard(tokens: readonly string[]): Guard {
  return async ({ headers: { authorization } }, reply) => {
    if (tokens.some((token) => carriesToken(authorization, token))) return;
    const error = "The token is missing or wrong: send it as Authorization: Bearer TOKEN.";
    await reply.code(401).header("www-authenticate", "Bearer").send({ error });
  };
}
