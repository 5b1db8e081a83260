import type { ReportPicture } from "../collect/report-picture.ts";
import { escapeHtml } from "../../core/text/escape-html.ts";

/** Puts pictures into a page until there are too many bytes of them; each counts once for each time it is shown. */
export class PictureBudget {
  #left = MAX_BYTES;
  /** Number of pictures that were left out. */
  leftOut = 0;

  /** An `img` element; a gray field where there is no picture, or no more room. */
  image(picture: ReportPicture | null, alternative: string): string {
    const jpeg = picture?.jpeg ?? null;
    if (jpeg === null) return '<div class="none"></div>';
    const length = Math.ceil(jpeg.length / 3) * 4;
    if (length > this.#left) {
      this.leftOut += 1;
      return '<div class="none"></div>';
    }
    this.#left -= length;
    return `<img src="data:image/jpeg;base64,${jpeg.toString("base64")}" alt="${escapeHtml(alternative)}" loading="lazy">`;
  }
}

/** Of the 5 MB that a report has at most, the text may take the rest. */
const MAX_BYTES = 4_200_000;
