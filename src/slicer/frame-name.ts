/** Names of sliced frames: `frame_00000042.jpg` is the frame of index 42. */

/** Pattern for ffmpeg's image muxer, to be used with `-start_number 0`. */
export function frameNamePattern(extension: string): string {
  return `frame_%08d.${extension}`;
}

/** Name of a frame. */
export function frameName(index: number, extension: string): string {
  return `frame_${String(index).padStart(8, "0")}.${extension}`;
}

const FRAME_NAME = /^frame_(\d{8,})\.(?:jpg|png|webp)$/u;

/** Index in a frame's name; `null` for any other name. */
export function frameIndexOf(name: string): number | null {
  const digits = FRAME_NAME.exec(name)?.[1];
  return digits === undefined ? null : Number(digits);
}
