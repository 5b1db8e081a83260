import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { SliceOptions } from "../../options/slice-options.ts";

/** Options whose period, if they have one, has become a rate. */
export type Sampled<Options extends Pick<SliceOptions, "every">> = Omit<Options, "every"> & {
  readonly every: number;
};

type SamplingOptions = Pick<SliceOptions, "fps" | "every"> &
  Partial<Pick<SliceOptions, "keyframes" | "nearestKeyframe">>;

/**
 * One frame in each period is what a rate says, too.
 *
 * @throws FrameferryError `ERR_OPTION` for a period beside a rate, and for the keyframe of a period that is not named.
 */
export function sampled<Options extends SamplingOptions>(options: Options): Sampled<Options> {
  const { every, fps } = options;
  refuseVagueKeyframes(options);
  if (typeof every === "number") return { ...options, every };
  if (fps !== null)
    throw new FrameferryError({
      code: "ERR_OPTION",
      kind: "usage",
      message: `${option("every", every)} and ${option("fps", fps)} both say how many frames of a second are taken`,
      remedy: "leave one of them out",
    });
  return { ...options, every: 1, fps: 1 / Number.parseFloat(every) };
}

function refuseVagueKeyframes({ every, fps, keyframes, nearestKeyframe }: SamplingOptions): void {
  if (nearestKeyframe !== true) return;
  const isPeriod = typeof every === "string" || (fps !== null && every === 1);
  if (isPeriod && keyframes !== true) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message:
      keyframes === true
        ? `${option("keyframes", true)} and ${option("nearestKeyframe", true)} contradict each other: the latter takes other frames where keyframes are too far apart`
        : `${option("nearestKeyframe", true)} takes one keyframe in each period, and no period is given`,
    remedy:
      keyframes === true
        ? "leave one of them out"
        : `say how long it is with ${option("every", "10s")} or ${option("fps")}`,
  });
}
