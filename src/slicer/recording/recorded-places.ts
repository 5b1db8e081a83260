import type { RecordingPlace } from "../../core/frame/frame.ts";

/** A place that is known soon, or now; `null` for a frame that is not recorded. */
export type SoonPlace = Promise<RecordingPlace | null> | RecordingPlace | null;

/** Places in a recording of frames that were announced and not yet looked up. */
export class RecordedPlaces {
  readonly #places = new Map<number, SoonPlace>();

  record(index: number, place: SoonPlace): void {
    if (place === null) return;
    this.#places.set(index, place);
    const [oldest = index] = this.#places.keys();
    if (this.#places.size > MAX_PLACES) this.#places.delete(oldest);
  }

  /** The place of a frame that was announced, once. */
  take(index: number): SoonPlace {
    const place = this.#places.get(index) ?? null;
    this.#places.delete(index);
    return place;
  }
}

/** Frames that wait behind so many others have lost their place; these take some 10 MB. */
const MAX_PLACES = 100_000;
