import { type ServiceTarget, serviceTargets } from "./service-targets.ts";
import type { Shape } from "./shape.ts";
import { plainText } from "./units.ts";

/** What the doctor is to look at. */
export interface DoctorOptions {
  /** Services to ask; `null` asks none. @default null */
  readonly to: readonly ServiceTarget[] | null;
  /** Path of the ffmpeg to examine; `null` looks for one. @default null */
  readonly ffmpegPath: string | null;
  /** State folder; `null` means the usual one. @default null */
  readonly stateFolder: string | null;
}

export const doctorShape: Shape<DoctorOptions> = {
  to: serviceTargets().nullable().default(null),
  ffmpegPath: plainText().nullable().default(null),
  stateFolder: plainText().nullable().default(null),
};
