import { type Picture, type PictureBounds, scalePicture } from "../../pictures/scale-picture.ts";

/** Makes pictures smaller, one at a time, so that the page never takes more than one thread. */
export class Scaler {
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  /** `null` for what is no image that can be read, and if too many wait. */
  async scale(image: Buffer, bounds: PictureBounds): Promise<Picture | null> {
    if (this.#waiting >= MAX_WAITING) return null;
    this.#waiting += 1;
    const scaled = this.#last.then(async () => await scalePicture(image, bounds));
    this.#last = scaled.catch(() => {});
    try {
      return await scaled;
    } finally {
      this.#waiting -= 1;
    }
  }
}

/** As many as the thumbnails of a page that has just been opened, and some more. */
const MAX_WAITING = 256;
