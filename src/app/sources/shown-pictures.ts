import { FrameferryError } from "../../core/errors.ts";
import type { FrameTime } from "../../core/frame/frame.ts";
import { toProblem } from "../../core/summary.ts";
import { option } from "../../core/option-spelling.ts";
import { remedyFor } from "../../slicer/live/loss-causes.ts";
import type { SourceReport } from "../delivery/run-source.ts";

/** How a run of a camera has ended. */
export interface EndOfCamera {
  /** Why no frame came at the end; `null` if it was not known to be away. */
  readonly reason: string | null;
  /** True if the run was asked to stop, so that frames might have come later. */
  readonly isStopped: boolean;
  /** True if anything was delivered, be it of an earlier run. */
  readonly hasDelivered: boolean;
}

/** Whether a camera has shown anything in a run that can be sent. */
export class ShownPictures {
  readonly #name: string;
  #isAny = false;
  #flaw: string | null = null;

  /** @param name of the camera, without secrets. */
  constructor(name: string) {
    this.#name = name;
  }

  /** A picture has landed. @returns the same. */
  readonly landed = (time: FrameTime): FrameTime => {
    if (time.flaw === undefined) this.#isAny = true;
    else this.#flaw = time.flaw;
    return time;
  };

  /** The report of a run, which has a problem if there was none. It is an error if nothing was delivered either. */
  complete(report: SourceReport, { reason, isStopped, hasDelivered }: EndOfCamera): SourceReport {
    const { fault: _, problems, ...rest } = report;
    const [given = null] = problems;
    const isSilent = given === null && !isStopped && !this.#isAny;
    const problem = isSilent ? this.#silence(reason) : given;
    if (problem === null) return { ...rest, problems };
    const isFault = !this.#isAny && !hasDelivered;
    const fault = isFault ? { fault: new FrameferryError(toProblem(problem)) } : {};
    return { ...rest, problems: [problem], ...fault };
  }

  #silence(lossReason: string | null): FrameferryError {
    const name = this.#name;
    const isBroken = this.#flaw !== null;
    const reason = lossReason ?? "nothing had come when the run ended";
    return new FrameferryError({
      code: "ERR_SOURCE_AWAY",
      kind: "source",
      message: isBroken
        ? `${name} sent only pictures that are left out: ${this.#flaw}`
        : `${name} sent no frame: ${reason}`,
      remedy: isBroken
        ? `look at the network between, or take them as they are with ${option("discardCorrupt", false)}`
        : remedyFor(reason),
    });
  }
}
