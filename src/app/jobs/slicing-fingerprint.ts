import type { SliceOptions } from "../../options/slice-options.ts";
import type { VideoHistory } from "./video-history.ts";

/**
 * All that decides what the frames of a video look like, as a text: a job whose text is another one begins
 * anew, and sends everything again.
 *
 * So what an option adds has to leave the text as it was where it has its default: jobs of earlier versions
 * know nothing of it.
 */
export function fingerprintOf(
  { byteLength, modifiedAtMs }: VideoHistory["first"],
  options: SliceOptions,
): string {
  const { fps, every, startSeconds, durationSeconds } = options;
  const { widthPixels, heightPixels, format, quality, squarePixels, toneMap } = options;
  // Two names are those of the first version, for jobs that are on record.
  const slicing = { framesPerSecond: fps, everyNth: every, startSeconds, durationSeconds };
  const encoding = { widthPixels, heightPixels, format, quality };
  const added = { ...(squarePixels && { squarePixels }), ...(toneMap && { toneMap }) };
  return JSON.stringify({ byteLength, modifiedAtMs, ...slicing, ...encoding, ...added });
}

/** Slicing options in a fingerprint, under their names of today; none if another version has written it. */
export function slicingOptionsIn(fingerprint: string): readonly (readonly [string, unknown])[] {
  try {
    const facts = Object.entries(JSON.parse(fingerprint) as object);
    return facts.map(([name, value]) => [OPTIONS_ON_RECORD[name] ?? name, value] as const);
  } catch {
    return [];
  }
}

const OPTIONS_ON_RECORD: Readonly<Record<string, keyof SliceOptions>> = {
  framesPerSecond: "fps",
  everyNth: "every",
};
