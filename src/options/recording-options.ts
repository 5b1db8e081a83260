import { z } from "zod";
import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { byteSize, durationMs, plainText } from "./units.ts";

/** How much of a recording is kept. */
export interface RecordingLimits {
  /** Time for which a file is kept after its end, in milliseconds; `null` sets no limit. */
  readonly ageMs: number | null;
  /** Size of all files of a camera together, in bytes; `null` sets no limit. */
  readonly sizeBytes: number | null;
}

/** Recording of a camera or stream, beside the frames that are sent of it. */
export interface RecordingOptions {
  /** Folder for a recording of the stream itself, as it comes from the camera. `null`: none is made. @default null */
  readonly record: string | null;
  /**
   * Length of a file of the recording, in milliseconds. Files begin at whole multiples of it by the clock, in UTC, and
   * with a keyframe. @default 600000
   */
  readonly segmentMs: number;
  /**
   * Limits of the recording: beyond them, and while its disk is nearly full, its oldest files are removed. `null`: it
   * is never removed, and pauses while its disk is nearly full. @default null
   */
  readonly keep: RecordingLimits | null;
}

export const recordingSchema: OptionsSchema<RecordingOptions> = {
  record: optional(plainText, null),
  segmentMs: optional(() => durationMs(1000), 600_000),
  keep: optional(recordingLimits, null),
};

/** Limits; text names a time, a size or both, as `7d`, `50GB`, `7d,50GB`, and so does a list of texts. */
function recordingLimits(): z.ZodType<RecordingLimits> {
  const message = "must be a length of time, a size or both, such as 7d, 50GB or 7d,50GB";
  const limit = z.int(message).min(1, message).nullable();
  const limits = z
    .strictObject({ ageMs: limit, sizeBytes: limit }, message)
    .refine(({ ageMs, sizeBytes }) => ageMs !== null || sizeBytes !== null, message);
  return z.preprocess(limitsFromText, limits);
}

/** What cannot be read stays as it was typed. */
function limitsFromText(given: unknown): unknown {
  const texts = typeof given === "string" ? [given] : given;
  if (!Array.isArray(texts)) return given;
  const words = texts.flatMap((text) => String(text).split(",")).map((text) => text.trim());
  const [age, ...otherAges] = words.flatMap((word) => durationMs(1).safeParse(word).data ?? []);
  const [size, ...otherSizes] = words.flatMap((word) => byteSize().safeParse(word).data ?? []);
  const read = [age, size].filter((value) => value !== undefined).length;
  if (read !== words.length || otherAges.length + otherSizes.length > 0) return given;
  return { ageMs: age ?? null, sizeBytes: size ?? null };
}
