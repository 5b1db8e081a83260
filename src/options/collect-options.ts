import { type BrokerOptions, brokerSchema } from "./broker-options.ts";
import { optional, required } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { path, plainText, yesOrNo } from "./units.ts";
import { brokerAddress } from "./work-options.ts";

/** Options of `results`. */
export interface CollectOptions extends BrokerOptions {
  /** Address of the broker that the results are at, such as `nats://broker:4222/frames`. */
  readonly broker: string;
  /** True to go on with the results that come; else it ends with those that the broker holds. @default false */
  readonly follow: boolean;
  /** Only results of frames that landed at this place, as its edges name it. `null`: all. @default null */
  readonly site: string | null;
  /** File to which a JSON line is added for each result. `null`: none. @default null */
  readonly results: string | null;
}

export const collectSchema: OptionsSchema<CollectOptions> = {
  broker: required(brokerAddress),
  follow: optional(yesOrNo, false),
  site: optional(plainText, null),
  results: optional(path, null),
  ...brokerSchema,
};
