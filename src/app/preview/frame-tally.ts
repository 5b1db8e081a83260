import { SELECTION_RULES, type SelectionRule } from "../../core/selection-rule.ts";
import { EvenSample } from "./even-sample.ts";
import { shownOfEach, spreadEvenly } from "./spread.ts";

/** What keeps an image from being sent that is cut off, say. */
export const NOT_WHOLE = "not whole";

/** Why a frame is not sent. */
export type LeftOutBy = SelectionRule | typeof NOT_WHOLE;

/** A frame that was decided on. */
export interface TalliedFrame {
  /** Where it stands among all frames of the preview, from 0. */
  readonly place: number;
  /** What it is called; `null` for a frame that ffmpeg has left out, which has no index. */
  readonly name: string | null;
  /** Time in the video, in seconds; `null` if it has none. */
  readonly ptsSeconds: number | null;
  /** `null` if it would be sent. */
  readonly leftOutBy: LeftOutBy | null;
}

/** Counts all frames of a preview, and keeps enough of them for a sheet, in bounded memory. */
export class FrameTally<Frame extends TalliedFrame = TalliedFrame> {
  readonly #sent = new EvenSample<Frame>(MAX_KEPT);
  readonly #out = new EvenSample<Frame>(MAX_KEPT);
  readonly #skippedBy = new Map<LeftOutBy, number>();

  add(frame: Frame): void {
    const { leftOutBy } = frame;
    (leftOutBy === null ? this.#sent : this.#out).add(frame);
    if (leftOutBy !== null)
      this.#skippedBy.set(leftOutBy, (this.#skippedBy.get(leftOutBy) ?? 0) + 1);
  }

  /** Number of frames, whatever becomes of them. */
  get count(): number {
    return this.#sent.count + this.#out.count;
  }

  /** Number of frames that would be sent. */
  get sent(): number {
    return this.#sent.count;
  }

  /** Number of frames that each rule leaves out, in the order of the rules. */
  get skippedBy(): ReadonlyMap<string, number> {
    const rules = [...SELECTION_RULES, NOT_WHOLE] as const;
    return new Map(
      rules.flatMap((rule) => {
        const count = this.#skippedBy.get(rule);
        return count === undefined ? [] : [[rule, count] as const];
      }),
    );
  }

  /**
   * At most `most` of the frames in their order: of those that would be sent and of those that are left out, each spread
   * evenly.
   */
  shown(most: number): readonly Frame[] {
    const [sent, out] = [this.#sent.items, this.#out.items];
    const shown = shownOfEach({ sent: sent.length, out: out.length }, most);
    return [...evenly(sent, shown.sent), ...evenly(out, shown.out)].toSorted(
      (one, other) => one.place - other.place,
    );
  }
}

/** Of either kind: many times what a sheet can show, so that its frames are spread as evenly as if all were kept. */
const MAX_KEPT = 65_536;

function evenly<Item>(items: readonly Item[], most: number): readonly Item[] {
  return spreadEvenly(items.length, most).flatMap((at) => items[at] ?? []);
}
