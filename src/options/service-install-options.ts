import { z } from "zod";
import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { yesOrNo } from "./units.ts";

/** How a site becomes a service of the machine. */
export interface ServiceInstallOptions {
  /** True to print what would be written, and to write nothing. @default false */
  readonly print: boolean;
  /** User of the system that the service runs as. `null`: one that systemd makes up. @default null */
  readonly user: string | null;
  /** Name of the service, by which the service manager knows it. @default "frameferry" */
  readonly name: string;
}

export const serviceInstallSchema: OptionsSchema<ServiceInstallOptions> = {
  print: optional(yesOrNo, false),
  user: optional(() => matching(USER, "must be the name of a user, such as frameferry"), null),
  name: optional(
    () => matching(NAME, "must be of letters, digits, dots, dashes and underscores: cameras"),
    "frameferry",
  ),
};

function matching(pattern: RegExp, message: string): z.ZodType<string> {
  return z.string(message).regex(pattern, message);
}

const USER = /^[a-z_][a-z\d_.-]{0,30}$/iu;
/** No `@`, which makes a template of a unit, and nothing that an escape would be needed for. */
const NAME = /^(?!.*\.service$)[a-z\d][\w.-]{0,99}$/iu;
