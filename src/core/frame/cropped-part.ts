import type { PixelSize } from "../image/image-size.ts";
import type { Box } from "./predictions.ts";

/** The part of a frame that was sent in place of all of it, in pixels of the whole frame, the way up that it is shown. */
export interface CroppedPart extends Box {
  /** Size of the whole frame. */
  readonly frame: PixelSize;
  /** Size in which the part was sent. */
  readonly sent: PixelSize;
  /** What the file of the image shows: the part, as of videos and cameras, or the whole frame. */
  readonly image: "part" | "whole";
}

/** A box in the pixels of what was sent, in those of the whole frame. */
export function inWholeFrame(box: Box, { sent, ...part }: CroppedPart): Box {
  return moved(box, { x: part.width / sent.width, y: part.height / sent.height }, part);
}

/** A box in fractions of what was sent, in pixels of the whole frame. */
export function fractionsInWholeFrame(box: Box, part: CroppedPart): Box {
  return moved(box, { x: part.width, y: part.height }, part);
}

/** A box in the pixels of the whole frame, in those of a picture of this size. @param shows what of the frame it shows. */
export function onPicture(
  box: Box,
  part: CroppedPart,
  { size, shows }: { readonly size: PixelSize; readonly shows: CroppedPart["image"] },
): Box {
  const { x, y, width, height } = shows === "part" ? part : { x: 0, y: 0, ...part.frame };
  const scale = { x: size.width / width, y: size.height / height };
  return moved(box, scale, { x: -x * scale.x, y: -y * scale.y });
}

interface Point {
  readonly x: number;
  readonly y: number;
}

function moved({ x, y, width, height }: Box, scale: Point, offset: Point): Box {
  return {
    x: offset.x + x * scale.x,
    y: offset.y + y * scale.y,
    width: width * scale.x,
    height: height * scale.y,
  };
}
