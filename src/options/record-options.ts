import type { Shape } from "./shape.ts";
import { plainText } from "./units.ts";

/** Where a run keeps what it writes. */
export interface RecordOptions {
  /** File that gets a JSON line per frame, and replaces an older one; `null` lies in the state folder. @default null */
  readonly resultsFile: string | null;
  /** State folder, on a local disk; `null` means `$XDG_STATE_HOME/frameferry` or `~/.local/state/frameferry`. @default null */
  readonly stateFolder: string | null;
}

export const recordShape: Shape<RecordOptions> = {
  resultsFile: plainText().nullable().default(null),
  stateFolder: plainText().nullable().default(null),
};
