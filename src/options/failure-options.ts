import { z } from "zod";
import type { OptionsSchema } from "./options-schema.ts";

/** What becomes of the image of a frame that failed. */
export interface FailureOptions {
  /**
   * `keep` leaves it where it is; `copy-to=FOLDER` also puts a copy of it there, for a person to look
   * at, under the same path, with what the service said beside it. @default "keep"
   */
  readonly onFailure: FailureAction;
}

/** `keep`, or `copy-to=` and the path of a folder. */
export type FailureAction = "keep" | `copy-to=${string}`;

export const failureShape: OptionsSchema<FailureOptions> = {
  onFailure: z
    .custom<FailureAction>(
      (given) => typeof given === "string" && FAILURE_ACTION.test(given),
      "must be keep or copy-to=FOLDER",
    )
    .default("keep"),
};

const FAILURE_ACTION = /^(?:keep|copy-to=[^\p{Cc}]+)$/u;
