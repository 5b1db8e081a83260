import type { PixelSize } from "../../core/image/image-size.ts";
import type { Finding } from "../../core/frame/predictions.ts";
import { loadWith } from "../../core/packages/optional-packages.ts";
import type { Picture } from "../scale-picture.ts";
import { type Drawing, isEmpty } from "./drawing.ts";
import { useDrawingFont } from "./drawing-font.ts";
import { findingsSvg } from "./findings-svg.ts";

/** Draws what was found on a picture of a frame; the boxes count in pixels of the image that the picture is of. */
export async function drawFindings(
  picture: Picture,
  findings: readonly Finding[],
  text: string | null,
): Promise<Picture> {
  const drawing = { findings, text, imageSize: picture.imageSize };
  if (isEmpty(drawing)) return picture;
  await useDrawingFont();
  const { default: sharp } = await loadWith(
    { what: "drawing on a picture", packages: ["sharp"] },
    async () => await import("sharp"),
  );
  const overlay = Buffer.from(findingsSvg(drawing, picture.size));
  const drawn = sharp(picture.jpeg).composite([{ input: overlay }]);
  return { ...picture, jpeg: await drawn.jpeg({ quality: QUALITY }).toBuffer() };
}

/** A drawing alone, as a PNG of the size of a picture, transparent where nothing is drawn. */
export async function overlayPng(drawing: Drawing, size: PixelSize): Promise<Buffer> {
  await useDrawingFont();
  const { default: sharp } = await loadWith(
    { what: "drawing on a picture", packages: ["sharp"] },
    async () => await import("sharp"),
  );
  return await sharp(Buffer.from(findingsSvg(drawing, size)))
    .png(QUICK_PNG)
    .toBuffer();
}

/** Text and edges of few colors: a picture that was small before grows little. */
const QUALITY = 85;
/** It is read once, by the next program. */
const QUICK_PNG = { compressionLevel: 1 } as const;
