import { createHash, timingSafeEqual } from "node:crypto";

/** Compares a secret with what was given; takes as long for any wrong one. */
export function isSameSecret(given: string, secret: string): boolean {
  return timingSafeEqual(digest(given), digest(secret));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
