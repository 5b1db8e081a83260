import { optional } from "./option.ts";
import { z } from "zod";
import type { OptionsSchema } from "./options-schema.ts";

/** Treatment of the image of a failed frame. */
export interface FailureOptions {
  /**
   * `keep`: the image stays where it is. `copy-to=FOLDER`: a copy of it goes to that folder as well, with the same
   * path and with the answer of the service beside it. @default "keep"
   */
  readonly onFailure: FailureAction;
}

/** `keep`, or `copy-to=` and the path of a folder. */
export type FailureAction = "keep" | `copy-to=${string}`;

export const failureSchema: OptionsSchema<FailureOptions> = {
  onFailure: optional(
    () =>
      z.custom<FailureAction>(
        (given) => typeof given === "string" && FAILURE_ACTION.test(given),
        "must be keep or copy-to=FOLDER",
      ),
    "keep",
  ),
};

const FAILURE_ACTION = /^(?:keep|copy-to=[^\p{Cc}]+)$/u;
