/**
 * Formats, by ffmpeg's names, whose files have no times: raw streams of a codec, one picture after the
 * other. ffmpeg guesses their times at the rate of the stream, or at 25 frames per second.
 */
const TIMELESS: ReadonlySet<string> = new Set([
  ...["h261", "h263", "h264", "hevc", "vvc", "mpegvideo", "m4v", "av1", "obu", "vc1", "dirac"],
  ...["cavsvideo", "dnxhd", "mjpeg", "mjpeg_2000", "mpjpeg", "jpeg_pipe"],
]);

export function isTimelessFormat(formatName: string): boolean {
  return TIMELESS.has(formatName);
}
