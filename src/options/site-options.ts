import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type StatusOptions, statusSchema } from "./lookup-options.ts";
import { plainText } from "./units.ts";

/** Which site at work a command is for. */
export interface SiteOptions extends StatusOptions {
  /** Its site file. `null`: whichever runs with the state folder, if that is one. @default null */
  readonly site: string | null;
}

export const siteSchema: OptionsSchema<SiteOptions> = {
  ...statusSchema,
  site: optional(plainText, null),
};
