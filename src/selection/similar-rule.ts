import type { FrameRule, JudgedFrame, RuleVerdict } from "./frame-rule.ts";
import type { LumaPicture } from "./luma-picture.ts";
import { showsSame } from "./picture-part.ts";
import { type MaskRegions, type RegionMask, regionMask } from "./region-mask.ts";
import { shareText } from "./share-text.ts";

/** Settings of a rule about similar frames. */
export interface SimilarSettings {
  /** Share of the regions, from 0 to 1, that must have changed; with 0, anything at all. */
  readonly minShare: number;
  /** Length of the periods whose first frame passes in any case; `null` for none. */
  readonly periodSeconds: number | null;
  readonly regions: MaskRegions;
}

/** Frame that passed last. */
interface Passed {
  readonly picture: LumaPicture;
  readonly mask: RegionMask;
  readonly period: number;
}

/**
 * Lets frames pass that differ from the last one that passed, so that slow changes add up until they count. Keeps one
 * small picture.
 */
export class SimilarRule implements FrameRule {
  readonly name = "similar";
  readonly #settings: SimilarSettings;
  #firstSeconds: number | null = null;
  #passed: Passed | null = null;

  constructor(settings: SimilarSettings) {
    this.#settings = settings;
  }

  judge(picture: LumaPicture, { seconds }: JudgedFrame): RuleVerdict {
    const period = this.#periodOf(seconds);
    const passed = this.#passed;
    // A camera that shows another size or part shows something else.
    if (passed === null || !showsSame(picture, passed.picture)) {
      const mask = regionMask(this.#settings.regions, picture);
      return this.#pass({ picture, mask, period });
    }
    const share = differentShare(picture, passed);
    // Time may go back in a folder, where too many signs of life are better than none.
    const isNew = share > 0 && share >= this.#settings.minShare;
    if (isNew || period !== passed.period)
      return this.#pass({ picture, mask: passed.mask, period });
    const reason = `similar: ${shareText(share)} of the picture has changed since the last frame let through`;
    return { kind: "skip", reason };
  }

  #pass(passed: Passed): RuleVerdict {
    this.#passed = passed;
    return { kind: "send" };
  }

  #periodOf(seconds: number): number {
    const { periodSeconds } = this.#settings;
    this.#firstSeconds ??= seconds;
    if (periodSeconds === null) return 0;
    return Math.floor((seconds - this.#firstSeconds) / periodSeconds + TOLERANCE);
  }
}

/** Share of the pixels of the mask, from 0 to 1, whose luma differs by more than noise does. */
function differentShare({ values }: LumaPicture, { picture, mask }: Passed): number {
  const { positions } = mask;
  if (positions.length === 0) return 0;
  let count = 0;
  for (const at of positions)
    if (Math.abs((values[at] ?? 0) - (picture.values[at] ?? 0)) > NOISE) count += 1;
  return count / positions.length;
}

/** Of 255, as in the gate of ffmpeg (`../slicer/frame-gate.ts`). */
const NOISE = 8;
/** Part of a period by which times may be rounded, as there. */
const TOLERANCE = 0.000_1;
