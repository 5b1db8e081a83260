import { type ConnectionOptions, connectionShape } from "./connection-options.ts";
import { protocolKind, type ProtocolOptions, protocolShape } from "./protocol-options.ts";
import { type ServiceTarget, serviceTargets } from "./service-targets.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { plainText } from "./units.ts";

/** What the doctor is to look at; of a service, it asks what nobody says. */
export interface DoctorOptions extends ProtocolOptions, ConnectionOptions {
  /** Services to ask; `null` asks none. @default null */
  readonly to: readonly ServiceTarget[] | null;
  /** Language of the services; `auto` asks each what it is. @default "auto" */
  readonly protocol: ProtocolOptions["protocol"];
  /** Path of the ffmpeg to examine; `null` looks for one. @default null */
  readonly ffmpeg: string | null;
  /** State folder; `null` means the usual one. @default null */
  readonly state: string | null;
}

export const doctorShape: OptionsSchema<DoctorOptions> = {
  ...protocolShape,
  ...connectionShape,
  to: serviceTargets().nullable().default(null),
  protocol: protocolKind().default("auto"),
  ffmpeg: plainText().nullable().default(null),
  state: plainText().nullable().default(null),
};
