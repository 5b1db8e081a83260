import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { durationMs, plainText, share, wholeNumber } from "./units.ts";

/** Behavior of the demo service. */
export interface ServeOptions {
  /** Port to listen on. 0: any free port. @default 8000 */
  readonly port: number;
  /** Address to listen on. @default "127.0.0.1" */
  readonly host: string;
  /** Time added to the work on each frame, in milliseconds. @default 0 */
  readonly latencyMs: number;
  /** Maximum number of frames processed at once; others wait. `null`: no limit. @default null */
  readonly capacity: number | null;
  /** Share of requests answered with status 500, from 0 to 1. @default 0 */
  readonly failRate: number;
}

export const serveSchema: OptionsSchema<ServeOptions> = {
  port: optional(() => wholeNumber(0, 65_535), 8000),
  host: optional(plainText, "127.0.0.1"),
  latencyMs: optional(() => durationMs(0), 0),
  capacity: optional(() => wholeNumber(1), null),
  failRate: optional(share, 0),
};
