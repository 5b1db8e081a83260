import type { Finding } from "../../core/frame/predictions.ts";
import type { PixelSize } from "../../core/image/image-size.ts";

/** What is drawn on a picture of a frame. */
export interface Drawing {
  /** Boxes with their labels; one without a box is a class of the whole frame. */
  readonly findings: readonly Finding[];
  /** Text about the frame, as language models give it; `null` for none. */
  readonly text: string | null;
  /** Size of the image in whose pixels the boxes count. */
  readonly imageSize: PixelSize;
}

/** True if nothing of it could be seen. */
export function isEmpty({ findings, text }: Drawing): boolean {
  return findings.length === 0 && (text === null || text.trim() === "");
}
