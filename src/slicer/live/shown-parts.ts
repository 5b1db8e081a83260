import type { CroppedPart } from "../../core/frame/cropped-part.ts";

/** What the frames of a camera show, which may change with each connection. */
export class ShownParts {
  readonly #parts: { readonly fromIndex: number; readonly crop: CroppedPart | null }[] = [];

  /** Frames from this one on show this part; `null` for the whole picture. */
  begin(fromIndex: number, crop: CroppedPart | null): void {
    this.#parts.push({ fromIndex, crop });
    if (this.#parts.length > MAX_PARTS) this.#parts.shift();
  }

  /** `null` for the whole picture. */
  of(index: number): CroppedPart | null {
    return this.#parts.findLast(({ fromIndex }) => fromIndex <= index)?.crop ?? null;
  }
}

/** A frame is looked up soon after it was written. */
const MAX_PARTS = 1000;
