/** Size of the frames; `null` means unchanged. */
interface SizeSettings {
  readonly widthPixels: number | null;
  readonly heightPixels: number | null;
  readonly squarePixels: boolean;
}

/**
 * Filters that resize a picture. There is always one, since it also converts pictures whose size changes
 * within the video to the size of the first one.
 */
export function sizeFilters(settings: SizeSettings): readonly string[] {
  if (settings.squarePixels) return [`scale=${squaredSize(settings)}`, "setsar=1"];
  const { widthPixels, heightPixels } = settings;
  if (widthPixels === null && heightPixels === null) return ["scale"];
  return [`scale=${widthPixels ?? -1}:${heightPixels ?? -1}`];
}

/** ffmpeg expressions: `sar` is the aspect ratio of a pixel, 1 if unknown; `dar` that of the picture. */
function squaredSize({ widthPixels, heightPixels }: SizeSettings): string {
  const width = heightPixels === null ? "round(iw*max(1,sar))" : `round(${heightPixels}*dar)`;
  const height = widthPixels === null ? "round(ih*max(1,1/sar))" : `round(${widthPixels}/dar)`;
  return `w='${widthPixels ?? width}':h='${heightPixels ?? height}'`;
}
