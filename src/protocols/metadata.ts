import type { Frame } from "../core/frame/frame.ts";
import { idempotencyKey } from "../core/frame/idempotency-key.ts";

/** Maximum length of a path on Linux (`PATH_MAX`). */
export const MAX_SOURCE_LENGTH = 4096;

/** Maximum total size of the values of `metadataFields`, in bytes of UTF-8. */
export const MAX_METADATA_BYTES: number = 3 * MAX_SOURCE_LENGTH + 256;

/** Metadata of a frame as form fields; unknown values are omitted. */
export function metadataFields(frame: Frame): Readonly<Record<string, string>> {
  return {
    ...(frame.index === null ? {} : { frame_index: String(frame.index) }),
    ...(frame.ptsSeconds === null ? {} : { frame_pts: String(frame.ptsSeconds) }),
    frame_source: sourceOf(frame),
    idempotency_key: idempotencyKey(frame.identity),
  };
}

/**
 * Metadata of one frame, or of several as lists, as header fields; a value unknown for all of them is
 * omitted.
 */
export function metadataHeaders(frames: readonly Frame[]): Readonly<Record<string, string>> {
  const indexes = frames.map(({ index }) => index);
  const times = frames.map(({ ptsSeconds }) => ptsSeconds);
  return {
    ...numbers("x-frame-index", indexes),
    ...numbers("x-frame-pts", times),
    "x-frame-source": frames.map((frame) => inHeader(sourceOf(frame))).join(","),
    "idempotency-key": frames.map(({ identity }) => idempotencyKey(identity)).join(","),
  };
}

function numbers(name: string, values: readonly (number | null)[]): Record<string, string> {
  if (values.every((value) => value === null)) return {};
  return { [name]: values.map((value) => value ?? "").join(",") };
}

export function sourceOf({ source }: Frame): string {
  return source.slice(0, MAX_SOURCE_LENGTH).toWellFormed();
}

/** Percent-encodes characters that a header cannot hold, and the list separator (RFC 9110, 5.5). */
function inHeader(text: string): string {
  return encodeURI(text).replaceAll(",", "%2C");
}
