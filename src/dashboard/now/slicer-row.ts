import type { RunEvent } from "../../core/events/run-event.ts";
import type { SlicerState } from "../page-data.ts";

/** The state of ffmpeg. */
export class SlicerRow {
  state: SlicerState = { state: "none", reason: null, sliced: 0, expectedFrames: null };

  listen(event: RunEvent): void {
    switch (event.type) {
      case "sliceStarted":
        this.state = { state: "slicing", reason: null, sliced: 0, expectedFrames: null };
        break;
      case "videoOpened":
        this.#change({ expectedFrames: event.expectedFrames });
        break;
      case "frameSliced":
        this.#change({ sliced: this.state.sliced + 1 });
        break;
      case "slicePaused":
        this.#change({ state: "paused", reason: event.reason });
        break;
      case "sliceResumed":
        this.#change({ state: "slicing", reason: null });
        break;
      case "sliceEnded":
        this.#change({ state: "ended", reason: null });
        break;
      default:
        break;
    }
  }

  #change(change: Partial<SlicerState>): void {
    this.state = { ...this.state, ...change };
  }
}
