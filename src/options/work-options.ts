import { z } from "zod";
import { isBrokerAddress } from "../core/service/broker-address.ts";
import { type BrokerOptions, brokerSchema } from "./broker-options.ts";
import { type MonitoringOptions, monitoringSchema } from "./monitoring-options.ts";
import { optional, required } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type RecordOptions, recordSchema } from "./record-options.ts";
import { type SendOptions, sendSchema } from "./send-options.ts";
import { durationMs, plainText, wholeNumber } from "./units.ts";

/** Options of `work`. */
export interface WorkOptions
  extends
    Omit<SendOptions, "routes" | "crop">,
    BrokerOptions,
    Pick<RecordOptions, "state">,
    MonitoringOptions {
  /** Address of the broker that the frames come from and the answers go to, such as `nats://broker:4222/frames` or `amqp://broker:5672/frames`. */
  readonly broker: string;
  /** Part of the frames to take, as `broker init --partition` has made it. `null`: all of them. @default null */
  readonly subject: string | null;
  /** Name of this worker in answers. `null`: that of this machine, with the number of the process. @default null */
  readonly workerName: string | null;
  /**
   * Time without a frame after which the worker ends once it has answered all that it took, in milliseconds. `null`: no
   * such end. @default null
   */
  readonly untilIdleMs: number | null;
  /** Number of frames after which the worker ends. `null`: no such end. @default null */
  readonly maxFrames: number | null;
}

const { routes: _, crop: __, ...services } = sendSchema;

export const workSchema: OptionsSchema<WorkOptions> = {
  broker: required(brokerAddress),
  subject: optional(plainText, null),
  workerName: optional(plainText, null),
  untilIdleMs: optional(() => durationMs(1), null),
  maxFrames: optional(() => wholeNumber(1), null),
  ...services,
  ...brokerSchema,
  state: recordSchema.state,
  ...monitoringSchema,
};

/** The address of a broker. */
export function brokerAddress(): z.ZodType<string> {
  const message = "must be the address of a broker, such as nats://127.0.0.1:4222/frames";
  return z.string(message).refine(isBrokerAddress, message);
}
