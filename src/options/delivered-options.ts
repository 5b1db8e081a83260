import { z } from "zod";
import type { OptionsSchema } from "./options-schema.ts";
import { plainText } from "./units.ts";

/** What becomes of an image once its delivery is on record; without either it stays where it is. */
export interface DeliveredOptions {
  /** Whether it is deleted. @default false */
  readonly delete: boolean;
  /** Folder that it is moved to, under the same path below it; `null` moves nothing. @default null */
  readonly moveTo: string | null;
}

export const deliveredShape: OptionsSchema<DeliveredOptions> = {
  delete: z.boolean("must be true or false").default(false),
  moveTo: plainText().nullable().default(null),
};
