import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { isAbsence, isSystemError, systemErrorMessage } from "../../core/files/system-error.ts";
import type { PixelSize } from "../../core/image/image-size.ts";
import type { NamedFrame } from "../../export/export-frame.ts";
import { annotatedImage, type DrawnFormat } from "../../pictures/drawing/annotated-image.ts";

/** An image with its drawing, or why there is none. */
export type DrawnImage =
  | { readonly image: Buffer }
  | {
      readonly problem: string;
      /** False if the file is there, and holds no image that can be drawn on. */
      readonly isFileMissing: boolean;
    };

export async function drawnImage(
  path: string,
  { findings, text, frame, isUpright = false }: NamedFrame,
  imageSize: PixelSize | null,
): Promise<DrawnImage> {
  let image: Buffer;
  try {
    image = await readFile(path);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    const why = isAbsence(error) ? "is gone" : `cannot be read: ${systemErrorMessage(error)}`;
    return { problem: `${path} ${why}`, isFileMissing: true };
  }
  try {
    const format = FORMATS[extname(frame).toLowerCase()] ?? "png";
    const form = { format, imageSize, isUpright };
    return { image: await annotatedImage(image, { findings, text }, form) };
  } catch (error) {
    const problem = `${path} is no image that can be drawn on: ${(error as Error).message}`;
    return { problem, isFileMissing: false };
  }
}

/** Name of the image with the drawing: its own, but for formats that are not written, which become PNG. */
export function outputName(name: string): string {
  return extname(name).toLowerCase() in FORMATS ? name : `${name}.png`;
}

const FORMATS: Readonly<Record<string, DrawnFormat>> = {
  ".jpg": "jpeg",
  ".jpeg": "jpeg",
  ".png": "png",
  ".webp": "webp",
};
