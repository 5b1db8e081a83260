import type { Crop } from "../../core/image/crop.ts";
import { option } from "../../core/option-spelling.ts";
import { loadWith } from "../../core/packages/optional-packages.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { MeasuredImages } from "./estimate.ts";

/** An image of a preview. */
export interface PreviewedImage {
  readonly name: string;
  readonly isSent: boolean;
}

/** Crops the images of a preview as they would be sent, and measures them. */
export class CroppedImages {
  readonly #crop: Crop | null;
  #count = 0;
  #bytes = 0;
  #failedCount = 0;
  #example = "";

  /** @param crop `null` for all of each image. */
  constructor(crop: Crop | null) {
    this.#crop = crop;
  }

  /** What would be sent of an image; `null` if it would fail. @param isSent false for one that a rule leaves out. */
  async take({ name, isSent }: PreviewedImage, image: Buffer): Promise<Buffer | null> {
    if (this.#crop === null) return image;
    const { cropImage } = await loadWith(
      { what: option("crop"), packages: ["sharp"] },
      async () => await import("../../submitter/image/crop-image.ts"),
    );
    const cropped = await cropImage(image, this.#crop, null);
    if ("readFault" in cropped) {
      if (this.#failedCount === 0) this.#example = `${name}: ${cropped.reason}`;
      this.#failedCount += 1;
      return null;
    }
    if (isSent) {
      this.#count += 1;
      this.#bytes += cropped.bytes.length;
    }
    return cropped.bytes;
  }

  /** Images that were cropped; `null` if none are to be. */
  get measured(): MeasuredImages | null {
    return this.#crop === null ? null : { count: this.#count, bytes: this.#bytes };
  }

  /** What would keep images from being sent. */
  get warnings(): readonly string[] {
    if (this.#failedCount === 0) return [];
    const failed = formatCount(this.#failedCount, "image that is shown", "images that are shown");
    return [`${failed} would fail, such as ${this.#example}`];
  }
}
