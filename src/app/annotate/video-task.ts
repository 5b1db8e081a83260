import type { DrawingTime } from "../../annotate/drawing-times.ts";
import type { VideoFormat } from "../../annotate/video-format.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import type { Ffmpeg } from "../../slicer/find-ffmpeg.ts";
import type { FirstPicture } from "../../slicer/first-picture.ts";
import type { Annotation } from "./annotation.ts";

/** A video to write. */
export interface VideoTask extends Pick<Annotation, "listen"> {
  /** When drawings change; may be read several times. */
  readonly times: () => Iterable<DrawingTime>;
  readonly ffmpeg: Ffmpeg;
  readonly source: string;
  /** Absolute path of the new video. */
  readonly target: string;
  readonly format: VideoFormat;
  /** True to replace what is at its place. */
  readonly overwrite: boolean;
  readonly picture: FirstPicture;
  /** Size of the images in whose pixels boxes count. */
  readonly imageSize: PixelSize;
}

/** A video that was written. */
export interface WrittenVideo {
  readonly frames: number;
  readonly warnings: readonly string[];
}
