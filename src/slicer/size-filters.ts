/** How large the frames are to be; `null` means "as it is". */
interface SizeSettings {
  readonly widthPixels: number | null;
  readonly heightPixels: number | null;
  readonly squarePixels: boolean;
}

/**
 * Filters that give a picture its size. There is one also where nothing is to do, since it is what brings a
 * picture of another size on the way to that of the first one.
 */
export function sizeFilters(settings: SizeSettings): readonly string[] {
  if (settings.squarePixels) return [`scale=${squaredSize(settings)}`, "setsar=1"];
  const { widthPixels, heightPixels } = settings;
  if (widthPixels === null && heightPixels === null) return ["scale"];
  return [`scale=${widthPixels ?? -1}:${heightPixels ?? -1}`];
}

/** In ffmpeg's words: `sar` is width by height of a pixel, 1 where nobody knows it; `dar` that of the picture. */
function squaredSize({ widthPixels, heightPixels }: SizeSettings): string {
  const width = heightPixels === null ? "round(iw*max(1,sar))" : `round(${heightPixels}*dar)`;
  const height = widthPixels === null ? "round(ih*max(1,1/sar))" : `round(${widthPixels}/dar)`;
  return `w='${widthPixels ?? width}':h='${heightPixels ?? height}'`;
}
