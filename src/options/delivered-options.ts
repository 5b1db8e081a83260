import { z } from "zod";
import type { Shape } from "./shape.ts";
import { plainText } from "./units.ts";

/** What becomes of an image once its delivery is on record; without either it stays where it is. */
export interface DeliveredOptions {
  /** Whether it is deleted. @default false */
  readonly deleteDelivered: boolean;
  /** Folder that it is moved to, under the same path below it; `null` moves nothing. @default null */
  readonly moveDeliveredTo: string | null;
}

export const deliveredShape: Shape<DeliveredOptions> = {
  deleteDelivered: z.boolean("must be true or false").default(false),
  moveDeliveredTo: plainText().nullable().default(null),
};
