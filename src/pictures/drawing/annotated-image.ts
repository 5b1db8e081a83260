import type { PixelSize } from "../../core/image/image-size.ts";
import { loadWith } from "../../core/packages/optional-packages.ts";
import type { Drawing } from "./drawing.ts";
import { useDrawingFont } from "./drawing-font.ts";
import { findingsSvg } from "./findings-svg.ts";

/** Image formats that a drawing keeps. */
export type DrawnFormat = "jpeg" | "png" | "webp";

/** Form of an image with a drawing. */
export interface DrawnForm {
  readonly format: DrawnFormat;
  /** Size in whose pixels boxes count. @default the image's own */
  readonly imageSize?: PixelSize | null;
  /** True if boxes lie on the image the way up that it is shown. @default false */
  readonly isUpright?: boolean;
}

/**
 * An image in its own size with a drawing on it, turned as its pixels are stored unless the form says otherwise, with its
 * color profile and without other metadata.
 *
 * @throws an error of sharp for what it cannot read.
 */
export async function annotatedImage(
  image: Buffer,
  { findings, text }: Pick<Drawing, "findings" | "text">,
  { format, imageSize, isUpright = false }: DrawnForm,
): Promise<Buffer> {
  await useDrawingFont();
  const { default: sharp } = await loadWith(
    { what: "drawing on an image", packages: ["sharp"] },
    async () => await import("sharp"),
  );
  const stored = sharp(image);
  const { width, height, autoOrient } = await stored.metadata();
  const size = isUpright ? autoOrient : { width, height };
  const source = isUpright ? stored.autoOrient() : stored;
  const svg = findingsSvg({ findings, text, imageSize: imageSize ?? size }, size);
  const drawn = source.composite([{ input: Buffer.from(svg) }]).keepIccProfile();
  return await drawn.toFormat(format, format === "png" ? {} : { quality: QUALITY }).toBuffer();
}

const QUALITY = 90;
