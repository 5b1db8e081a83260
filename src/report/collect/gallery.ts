import type { ReportFrame, ReportPicture } from "./report-picture.ts";
import { SpreadSample } from "./spread-sample.ts";

/** Makes the picture of a frame, now or later; `null` if there is none to be had. */
export type TakePicture = (frame: ReportFrame) => ReportPicture | null;

/** Pictures for a report: frames spread over the run, the surest example of each label, one for each failure. */
export class Gallery {
  readonly #spread = new SpreadSample<ReportPicture>(MAX_SHEET);
  readonly #best = new Map<
    string,
    { readonly confidence: number; readonly picture: ReportPicture }
  >();
  readonly #failures = new Map<string, ReportPicture>();

  /** Offers a frame. @param take called at most once, and only if its picture is wanted. */
  offer(place: number, frame: ReportFrame, take: TakePicture): void {
    const isFailed = frame.outcome === "failed";
    const isSpread = this.#spread.wants(place);
    const labels = isFailed ? [] : this.#wantedLabels(frame);
    const reason = frame.reason ?? "";
    const isExample = isFailed && !this.#failures.has(reason) && this.#failures.size < MAX_FAILURES;
    if (!isSpread && labels.length === 0 && !isExample) return;
    const picture = take(frame);
    if (picture === null) return;
    if (isSpread) this.#spread.add(place, picture);
    if (isExample) this.#failures.set(reason, picture);
    for (const [label, confidence] of labels) this.#best.set(label, { confidence, picture });
  }

  /** Labels of which this frame is a clearly better example than the one that there is. */
  #wantedLabels({ findings }: ReportFrame): readonly (readonly [string, number])[] {
    const surest = new Map<string, number>();
    for (const { label, confidence } of findings)
      surest.set(label, Math.max(surest.get(label) ?? 0, confidence ?? 0));
    return [...surest].filter(([label, confidence]) => {
      const known = this.#best.get(label);
      if (known === undefined) return this.#best.size < MAX_LABELS;
      return confidence > known.confidence + MIN_GAIN;
    });
  }

  /** Frames spread over the run, in their order. */
  get sheet(): readonly ReportPicture[] {
    return this.#spread.items;
  }

  bestOf(label: string): ReportPicture | null {
    return this.#best.get(label)?.picture ?? null;
  }

  failureOf(reason: string): ReportPicture | null {
    return [...this.#failures.values()].find(({ frame }) => frame.reason === reason) ?? null;
  }
}

const MAX_SHEET = 24;
const MAX_LABELS = 200;
const MAX_FAILURES = 20;
/** A little more confidence is not worth another picture. */
const MIN_GAIN = 0.02;
