import { type BrokerOptions, brokerSchema } from "./broker-options.ts";
import { optional } from "./option.ts";
import { type ConnectionOptions, connectionSchema } from "./connection-options.ts";
import {
  type CameraLoginOptions,
  cameraLoginSchema,
  type CameraTrustOptions,
  cameraTrustSchema,
  type LiveOptions,
  liveSchema,
} from "./live-options.ts";
import { protocolKind, type ProtocolOptions, protocolSchema } from "./protocol-options.ts";
import { type ServiceTarget, serviceTargets } from "./service-targets.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type QuotaOptions, quotaSchema } from "./quota-options.ts";
import { plainText } from "./units.ts";

/** Options of `doctor`. */
export interface DoctorOptions
  extends
    ProtocolOptions,
    ConnectionOptions,
    QuotaOptions,
    CameraLoginOptions,
    CameraTrustOptions,
    BrokerOptions,
    Pick<LiveOptions, "rtspTransport" | "allowHosts"> {
  /** Services to examine. `null`: none. @default null */
  readonly to: readonly ServiceTarget[] | null;
  /** Protocol of the services. `auto`: each service is asked what it is. @default "auto" */
  readonly protocol: ProtocolOptions["protocol"];
  /** Path of the ffmpeg to examine. `null`: the first that is found. @default null */
  readonly ffmpeg: string | null;
  /** State folder. `null`: the usual one. @default null */
  readonly state: string | null;
}

export const doctorSchema: OptionsSchema<DoctorOptions> = {
  ...protocolSchema,
  ...connectionSchema,
  ...quotaSchema,
  ...cameraLoginSchema,
  ...cameraTrustSchema,
  ...brokerSchema,
  rtspTransport: liveSchema.rtspTransport,
  allowHosts: liveSchema.allowHosts,
  to: optional(serviceTargets, null),
  protocol: optional(protocolKind, "auto"),
  ffmpeg: optional(plainText, null),
  state: optional(plainText, null),
};
