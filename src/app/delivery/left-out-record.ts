import type { RunEvent } from "../../core/events/run-event.ts";
import { addLeftOut, type LeftOutCounts } from "../../core/selection-rule.ts";

/** Number of frames that ffmpeg has left out of the source of a job, in all its runs. */
export class LeftOutRecord {
  readonly #earlier: LeftOutCounts;
  #news: LeftOutCounts | null = null;

  /**
   * @param earlier what runs have left out before whose frames do not come again, as those of a camera; of a video,
   *   each run counts from its beginning.
   */
  constructor(earlier: LeftOutCounts) {
    this.#earlier = earlier;
  }

  listen(event: RunEvent): void {
    if (event.type === "framesLeftOut") this.#news = addLeftOut(this.#earlier, event.total);
  }

  /** The number, if it has changed since the last call. */
  takeNews(): LeftOutCounts | null {
    const news = this.#news;
    this.#news = null;
    return news;
  }
}
