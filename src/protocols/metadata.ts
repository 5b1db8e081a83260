import type { Frame } from "../core/frame.ts";
import { idempotencyKey } from "../core/idempotency-key.ts";

/** No path is longer where paths have a limit (Linux, `PATH_MAX`). */
export const MAX_SOURCE_LENGTH = 4096;

/** Bytes that the values of `metadataFields` have at most, in UTF-8. */
export const MAX_METADATA_BYTES: number = 3 * MAX_SOURCE_LENGTH + 256;

/** What is known of a frame, as form fields; what nobody knows is left out. */
export function metadataFields(frame: Frame): Readonly<Record<string, string>> {
  return {
    ...(frame.index === null ? {} : { frame_index: String(frame.index) }),
    ...(frame.ptsSeconds === null ? {} : { frame_pts: String(frame.ptsSeconds) }),
    frame_source: sourceOf(frame),
    idempotency_key: idempotencyKey(frame.identity),
  };
}

/**
 * What is known of one frame, or of several as lists, as header fields; what is known of none of them is
 * left out.
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

/** Percent codes for all that a header cannot hold, and for the comma of lists (RFC 9110, 5.5). */
function inHeader(text: string): string {
  return encodeURI(text).replaceAll(",", "%2C");
}
