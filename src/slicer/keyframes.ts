/** Option of a decoder; a demuxer that should leave out other packets does so for some formats only. */
export const ONLY_KEYFRAMES = ["-skip_frame", "nokey"] as const;

/**
 * Words for ffmpeg's input of a file. Of MP4, the demuxer leaves the other packets out; of other formats they are
 * decoded where the decoder skips none.
 *
 * @param codec ffmpeg's name of it; `null` if it is unknown.
 */
export function keyframeOptions(codec: string | null): readonly string[] {
  return skipsNothing(codec) ? [...ONLY_KEYFRAMES, "-discard", "nokey"] : ONLY_KEYFRAMES;
}

/** Filters that leave out what the decoder has not. */
export function keyframeFilters(codec: string | null): readonly string[] {
  return skipsNothing(codec) ? ["select='key'"] : [];
}

/** True for a codec whose decoders in ffmpeg know no `-skip_frame`. */
function skipsNothing(codec: string | null): boolean {
  return codec === "vp9" || codec === "av1";
}
