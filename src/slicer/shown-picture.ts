/** Pictures of a video as a viewer sees them: turned as the video says. */
export interface ShownPicture {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** Width of a pixel, in parts of its height; 1 if unknown. */
  readonly pixelAspect: number;
}

/**
 * Parses ffmpeg's description of a stream, such as `h264 (High), yuv420p, 720x576 [SAR 64:45 DAR 16:9], 25 fps`.
 *
 * @param rotationDegrees as ffmpeg prints it.
 * @returns `null` if it names no size.
 */
export function shownPicture(details: string, rotationDegrees: number): ShownPicture | null {
  const [, width, height] = /, (\d+)x(\d+)\b/u.exec(details) ?? [];
  if (!(Number(width) > 0 && Number(height) > 0)) return null;
  // The second one is that of the container, which counts.
  const aspect = [...details.matchAll(/\bSAR (\d+):(\d+)/gu)].at(-1) ?? [];
  const [, across = 0, down = 0] = aspect.map(Number);
  const pixelAspect = across > 0 && down > 0 ? across / down : 1;
  const stored = { width: Number(width), height: Number(height), pixelAspect };
  if (!isOnItsSide(rotationDegrees)) return stored;
  return { width: stored.height, height: stored.width, pixelAspect: 1 / pixelAspect };
}

/** ffmpeg turns by a quarter what is turned by one, give or take a degree. */
function isOnItsSide(degrees: number): boolean {
  const turned = ((degrees % 180) + 180) % 180;
  return Math.abs(turned - 90) < 1;
}
