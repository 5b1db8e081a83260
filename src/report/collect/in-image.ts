import type { Finding } from "../../core/frame/predictions.ts";
import { type CroppedPart, onPicture } from "../../core/frame/cropped-part.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import type { ReportFrame } from "./report-picture.ts";

/**
 * What was found in a frame, with boxes in the pixels of a picture of it.
 *
 * @param shows what of the frame the picture shows, if only a part was sent.
 */
export function inImage(
  { findings, areFractions, crop }: Pick<ReportFrame, "findings" | "areFractions" | "crop">,
  { width, height }: PixelSize,
  shows: CroppedPart["image"],
): readonly Finding[] {
  if (crop !== undefined)
    return findings.map(({ box, ...rest }) => ({
      ...rest,
      box: box && onPicture(box, crop, { size: { width, height }, shows }),
    }));
  if (!areFractions) return findings;
  return findings.map(({ label, confidence, box }) => ({
    label,
    confidence,
    box: box && {
      x: box.x * width,
      y: box.y * height,
      width: box.width * width,
      height: box.height * height,
    },
  }));
}
