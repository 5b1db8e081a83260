import { createHash } from "node:crypto";
import type { RemoteAnswer } from "./remote-client.ts";

/** By what a file on a server is known again. */
export interface RemoteVersion {
  /** `null` where the server does not say. */
  readonly byteLength: number | null;
  readonly etag: string | null;
  readonly lastModified: string | null;
}

/** The version of a file in the head of an answer that holds it, or a part of it. */
export function versionIn({
  status,
  headers,
}: Pick<RemoteAnswer, "status" | "headers">): RemoteVersion {
  const whole =
    status === 206
      ? /\/(\d+)$/u.exec(headers["content-range"] ?? "")?.[1]
      : headers["content-length"];
  return {
    byteLength: whole === undefined ? null : Number(whole),
    etag: headers.etag ?? null,
    lastModified: headers["last-modified"] ?? null,
  };
}

/** True if two answers are certainly not of the same file. */
export function isOtherVersion(one: RemoteVersion, other: RemoteVersion): boolean {
  const differs = (key: keyof RemoteVersion): boolean =>
    one[key] !== null && other[key] !== null && one[key] !== other[key];
  return differs("byteLength") || differs("etag") || differs("lastModified");
}

/** True if a server says nothing by which a file could be known again but its length. */
export function isUnsure({ etag, lastModified }: RemoteVersion): boolean {
  return etag === null && lastModified === null;
}

/**
 * The version as two numbers, as those of a local file: length, and time of the last change. Where there is no such
 * time, a number made of the ETag stands in its place; 0 where there is neither.
 */
export function numbersOf({ byteLength, etag, lastModified }: RemoteVersion): {
  readonly byteLength: number;
  readonly modifiedAtMs: number;
} {
  const timeMs = lastModified === null ? Number.NaN : Date.parse(lastModified);
  const modifiedAtMs = Number.isNaN(timeMs) ? (etag === null ? 0 : numberOf(etag)) : timeMs;
  return { byteLength: byteLength ?? 0, modifiedAtMs };
}

/** A whole number below 2^48. */
export function numberOf(text: string): number {
  return createHash("sha256").update(text).digest().readUIntBE(0, 6);
}
