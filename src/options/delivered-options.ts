import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { plainText, yesOrNo } from "./units.ts";

/** Treatment of an image after its delivery is on record; by default it stays where it is. */
export interface DeliveredOptions {
  /** True to delete the image. @default false */
  readonly delete: boolean;
  /** Folder to move the image to, with the same path below it. `null`: it is not moved. @default null */
  readonly moveTo: string | null;
}

export const deliveredSchema: OptionsSchema<DeliveredOptions> = {
  delete: optional(yesOrNo, false),
  moveTo: optional(plainText, null),
};
