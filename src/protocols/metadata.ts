import type { Frame } from "../core/frame.ts";
import { idempotencyKey } from "../core/idempotency-key.ts";

/** No path is longer where paths have a limit (Linux, `PATH_MAX`). */
export const LONGEST_SOURCE = 4096;

/** Bytes that the values of `metadataFields` have at most, in UTF-8. */
export const LONGEST_METADATA_BYTES: number = 3 * LONGEST_SOURCE + 256;

/** What is known of a frame, as form fields; what nobody knows is left out. */
export function metadataFields(frame: Frame): Readonly<Record<string, string>> {
  return {
    ...(frame.index === null ? {} : { frame_index: String(frame.index) }),
    ...(frame.ptsSeconds === null ? {} : { frame_pts: String(frame.ptsSeconds) }),
    frame_source: sourceOf(frame),
    idempotency_key: idempotencyKey(frame.identity),
  };
}

/** What is known of one frame, or of several as lists, as header fields. */
export function metadataHeaders(frames: readonly Frame[]): Readonly<Record<string, string>> {
  const known = (value: number | null): string => (value === null ? "" : String(value));
  return {
    "x-frame-index": frames.map(({ index }) => known(index)).join(","),
    "x-frame-pts": frames.map(({ ptsSeconds }) => known(ptsSeconds)).join(","),
    "x-frame-source": frames.map((frame) => inHeader(sourceOf(frame))).join(","),
    "idempotency-key": frames.map(({ identity }) => idempotencyKey(identity)).join(","),
  };
}

export function sourceOf({ source }: Frame): string {
  return source.slice(0, LONGEST_SOURCE).toWellFormed();
}

/** Percent codes for all that a header cannot hold, and for the comma of lists (RFC 9110, 5.5). */
function inHeader(text: string): string {
  return encodeURI(text).replaceAll(",", "%2C");
}
