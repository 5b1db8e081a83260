import { open } from "node:fs/promises";
import { join, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import { isAbsence, isSystemError, systemErrorMessage } from "../../core/files/system-error.ts";
import { imageSizeOf, type PixelSize } from "../../core/image/image-size.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { loadWith } from "../../core/packages/optional-packages.ts";
import type { ExportOptions } from "../../options/export-options.ts";

/** Reads the sizes of images of results from their files, if these are still there. */
export class ImageSizes {
  readonly #options: Pick<ExportOptions, "images" | "imageSize">;
  readonly #head = Buffer.alloc(HEAD_BYTES);

  constructor(options: Pick<ExportOptions, "images" | "imageSize">) {
    this.#options = options;
  }

  /**
   * Size of an image; `null` if its file is gone, or no image.
   *
   * @param framesFolder folder of the images of its job, if known.
   * @throws FrameferryError `ERR_SOURCE_UNREADABLE` for a file that cannot be read.
   */
  async of(result: FrameResult, framesFolder: string | null): Promise<PixelSize | null> {
    const { images, imageSize } = this.#options;
    if (imageSize !== null) return imageSize;
    return await this.#read(imagePath(result, images ?? framesFolder));
  }

  async #read(path: string): Promise<PixelSize | null> {
    try {
      await using file = await open(path, "r");
      const { bytesRead } = await file.read(this.#head, 0, HEAD_BYTES, 0);
      const size = imageSizeOf(this.#head.subarray(0, bytesRead));
      return size ?? (await decodedSize(path));
    } catch (error) {
      if (isAbsence(error)) return null;
      throw isSystemError(error) ? unreadable(path, error) : error;
    }
  }
}

/** Enough for the header behind a color profile and a preview. */
const HEAD_BYTES = 128 * 1024;

/** Size of an image of any other format. */
async function decodedSize(path: string): Promise<PixelSize | null> {
  const { default: sharp } = await loadWith(
    { what: "reading the size of an image of this format", packages: ["sharp"] },
    async () => await import("sharp"),
  );
  // What sharp cannot read has no size that anybody could tell.
  const metadata = await sharp(path)
    .metadata()
    .catch(() => null);
  return metadata === null ? null : { width: metadata.width, height: metadata.height };
}

/** Path of an image: below the folder of its job, below its source, or as it was named by itself. */
export function imagePath(
  { source, frame }: Pick<FrameResult, "source" | "frame">,
  folder: string | null,
): string {
  if (folder !== null) return join(folder, frame);
  return source === "." || source === "-" ? resolve(frame) : join(resolve(source), frame);
}

function unreadable(path: string, cause: NodeJS.ErrnoException): FrameferryError {
  return new FrameferryError({
    code: "ERR_SOURCE_UNREADABLE",
    kind: "source",
    message: `the image ${path} cannot be read: ${systemErrorMessage(cause)}`,
    remedy: `make it readable for this user, or say how large all images are with ${option("imageSize")}`,
    cause,
  });
}
