import type { RunEvent } from "../../core/events/run-event.ts";
import type { FrameTime } from "../../core/frame/frame.ts";
import type { GatedFrame } from "../../slicer/ffmpeg-slicer.ts";
import { FrameTally, type LeftOutBy, type TalliedFrame } from "./frame-tally.ts";
import type { PreviewListener } from "./preview-parties.ts";

/** Tally of the frames of a video: of those that rules inside ffmpeg have judged, and of those that came out of it. */
export class VideoTally {
  readonly tally: FrameTally = new FrameTally();
  readonly warnings: string[] = [];
  readonly #listen: PreviewListener;
  /** Places of the frames that have passed the rules inside ffmpeg and are not decided on yet, by their index. */
  readonly #places = new Map<number, number>();
  #passedCount = 0;
  #expected: number | null = null;

  constructor(listen: PreviewListener) {
    this.#listen = listen;
  }

  readonly hear = (event: RunEvent): void => {
    if (event.type === "videoOpened") this.#expected = event.expectedFrames;
    if (event.type === "warningRaised") this.warnings.push(event.message);
  };

  readonly onGated = ({ place, rule, ptsSeconds }: GatedFrame): void => {
    if (rule === null) this.#places.set(this.#passedCount++, place);
    else this.#add({ place, name: null, ptsSeconds, leftOutBy: rule });
  };

  /** A frame that came out of ffmpeg, as a run would number it, is sent or left out. */
  decide(
    { index, ptsSeconds }: Pick<FrameTime, "index" | "ptsSeconds">,
    leftOutBy: LeftOutBy | null,
  ): void {
    if (index === null) return;
    // Without rules inside ffmpeg, its frames are all that there are.
    const place = this.#places.get(index) ?? index;
    this.#places.delete(index);
    this.#add({ place, name: `#${index}`, ptsSeconds, leftOutBy });
  }

  #add(frame: TalliedFrame): void {
    this.tally.add(frame);
    this.#listen({ stage: "counting", done: this.tally.count, expected: this.#expected });
  }
}
