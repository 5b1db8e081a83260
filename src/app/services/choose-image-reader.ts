import { type Crop, cropFromText } from "../../core/image/crop.ts";
import type { PixelTensor } from "../../core/image/pixel-tensor.ts";
import { option } from "../../core/option-spelling.ts";
import { loadWith } from "../../core/packages/optional-packages.ts";
import type { SendOptions } from "../../options/send-options.ts";
import type { BodyBuffers } from "../../submitter/image/body-buffers.ts";
import {
  type ImageOpener,
  ImageReader,
  type ImageSource,
} from "../../submitter/image/read-image.ts";

/**
 * Source of images in the form in which they are sent.
 *
 * @param pixels what they are made into, where the service does not decode them itself.
 * @param open source of the images themselves. @default their files
 * @throws FrameferryError `ERR_PACKAGE_MISSING`.
 */
export async function imageSource(
  { resize, crop: text }: Pick<SendOptions, "resize" | "crop">,
  buffers: BodyBuffers,
  pixels: PixelTensor | undefined,
  open: ImageOpener = (into) => new ImageReader(into),
): Promise<ImageSource> {
  const crop = cropOf(text);
  if (pixels !== undefined) {
    const { TensorReader } = await loadWith(
      { what: "a service that takes tensors", packages: ["sharp"] },
      async () => await import("../../submitter/image/tensor-reader.ts"),
    );
    return new TensorReader(pixels, buffers, { crop, open });
  }
  const reader = open(buffers);
  // Who sends images as they are need not load what decodes them.
  if (crop !== null) {
    const [{ EditingReader }, { cropImage }] = await loadWith(
      { what: option("crop"), packages: ["sharp"] },
      async () =>
        Promise.all([
          import("../../submitter/image/editing-reader.ts"),
          import("../../submitter/image/crop-image.ts"),
        ]),
    );
    return new EditingReader(
      reader,
      buffers,
      async (image) => await cropImage(image, crop, resize),
    );
  }
  if (resize === null) return reader;
  const [{ EditingReader }, { shrinkImage }] = await loadWith(
    { what: option("resize"), packages: ["sharp"] },
    async () =>
      Promise.all([
        import("../../submitter/image/editing-reader.ts"),
        import("../../submitter/image/shrink-image.ts"),
      ]),
  );
  return new EditingReader(reader, buffers, async (image) => await shrinkImage(image, resize));
}

/** The part of each image; options hold no text that is none. */
export function cropOf(text: string | null): Crop | null {
  const crop = text === null ? null : cropFromText(text);
  return typeof crop === "string" ? null : crop;
}
