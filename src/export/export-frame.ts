import type { Finding } from "../core/frame/predictions.ts";
import type { RecordingPlace } from "../core/frame/frame.ts";
import type { PixelSize } from "../core/image/image-size.ts";

/** A frame of which a service has said something, or failed to. */
export interface ExportFrame {
  /** The video, folder or list, as its results line names it. */
  readonly source: string;
  /** Path of the image below its folder, with `/` as separator. */
  readonly frame: string;
  /** Index in the video, from 0; `null` if unknown. */
  readonly index: number | null;
  /** Presentation time in the video, in seconds; `null` if unknown. */
  readonly ptsSeconds: number | null;
  /** False for a frame that failed, of which nothing is known. */
  readonly isDelivered: boolean;
  /** Size of the image; `null` if unknown. */
  readonly size: PixelSize | null;
  /** What was found in it, by the service's order. */
  readonly findings: readonly Finding[];
  /** Text of a language model about it; `null` for none, and where nobody asks for it. */
  readonly text: string | null;
  /** True if its boxes lie on the image the way up that it is shown, and not as it is stored. @default false */
  readonly isUpright?: boolean;
  /** Its place in the recording of its camera. @default it is in none */
  readonly recording?: RecordingPlace;
}

/** A frame among those of an export. */
export interface NamedFrame extends ExportFrame {
  /** Number of its source, by the order in which sources came; spellings of one path share a number. */
  readonly sourceNumber: number;
}
