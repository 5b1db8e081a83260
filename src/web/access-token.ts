import { createHash, timingSafeEqual } from "node:crypto";

/** True if the `Authorization` of a request carries the token; takes as long for any wrong one. */
export function carriesToken(authorization: string | undefined, token: string): boolean {
  const [, given = ""] = /^Bearer +(\S+) *$/iu.exec(authorization ?? "") ?? [];
  return timingSafeEqual(digest(given), digest(token));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
