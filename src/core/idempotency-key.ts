import { createHash } from "node:crypto";
import type { FrameIdentity } from "./frame-identity.ts";

/**
 * The name under which a service can recognise a frame that it has had before: 22 characters of
 * `A-Z a-z 0-9 - _`.
 *
 * It depends on nothing but the identity, so it is the same on every attempt and after a restart:
 * the first 16 bytes, in base64url, of the SHA-256 of source, relative path, size in bytes and
 * modification time in milliseconds, joined by NUL bytes (which no path can hold).
 */
export function idempotencyKey(frame: FrameIdentity): string {
  const { source, relativePath, byteLength, modifiedAtMs } = frame;
  const identity = [source, relativePath, byteLength, modifiedAtMs].join("\0");
  return createHash("sha256").update(identity).digest().toString("base64url", 0, KEY_BYTES);
}

const KEY_BYTES = 16;
