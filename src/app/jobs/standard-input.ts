/** The word for standard input: a list of paths for `send`, a video for `run`. */
export const STANDARD_INPUT = "-";

/** The beginning of the name under which a video that came through it is on record; a moment follows. */
export const STREAM_NAME = "stdin-";
