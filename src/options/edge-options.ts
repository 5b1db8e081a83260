import { type BrokerOptions, brokerSchema } from "./broker-options.ts";
import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { durationMs, plainText, yesOrNo } from "./units.ts";

/** How frames get to services by way of a broker; without one, these options have no effect and are refused. */
export interface EdgeOptions extends BrokerOptions {
  /** Name of the place where the frames land, by which workers may take a part. `null`: that of this machine. @default null */
  readonly site: string | null;
  /**
   * Time after which a frame that a broker has taken and no worker has answered is handed over once more, in
   * milliseconds; twice that for the next time, and so on. @default 600000
   */
  readonly resultTimeoutMs: number;
  /** True to count a frame as delivered when the broker has it, without waiting for an answer. @default false */
  readonly fireAndForget: boolean;
}

/** Ten minutes. */
export const DEFAULT_RESULT_TIMEOUT_MS: number = 10 * 60 * 1000;

export const edgeSchema: OptionsSchema<EdgeOptions> = {
  ...brokerSchema,
  site: optional(plainText, null),
  resultTimeoutMs: optional(() => durationMs(100), DEFAULT_RESULT_TIMEOUT_MS),
  fireAndForget: optional(yesOrNo, false),
};
