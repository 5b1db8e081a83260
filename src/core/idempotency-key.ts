import { createHash } from "node:crypto";
import type { Frame } from "./frame.ts";

/**
 * A name for a frame that is the same in every attempt and every run, and of no other frame: 32
 * hexadecimal digits of the SHA-256 of its identity.
 */
export function idempotencyKeyOf(frame: Frame): string {
  const { source, relativePath, byteLength, modifiedAtMs } = frame;
  const identity = JSON.stringify([source, relativePath, byteLength, modifiedAtMs]);
  return createHash("sha256").update(identity).digest("hex").slice(0, 32);
}
