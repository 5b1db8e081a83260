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
  port: wholeNumber(0, 65_535).default(8000),
  host: plainText().default("127.0.0.1"),
  latencyMs: durationMs(0).default(0),
  capacity: wholeNumber(1).nullable().default(null),
  failRate: share().default(0),
};
