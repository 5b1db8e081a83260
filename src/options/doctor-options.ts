import type { Shape } from "./shape.ts";
import { httpAddress, plainText } from "./units.ts";

/** What the doctor is to look at. */
export interface DoctorOptions {
  /** Address of a service to ask; `null` asks none. @default null */
  readonly to: string | null;
  /** Path of the ffmpeg to examine; `null` looks for one. @default null */
  readonly ffmpegPath: string | null;
  /** State folder; `null` means the usual one. @default null */
  readonly stateFolder: string | null;
}

export const doctorShape: Shape<DoctorOptions> = {
  to: httpAddress().nullable().default(null),
  ffmpegPath: plainText().nullable().default(null),
  stateFolder: plainText().nullable().default(null),
};
