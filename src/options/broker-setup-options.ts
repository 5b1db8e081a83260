import { z } from "zod";
import { brokerSchema, type BrokerOptions } from "./broker-options.ts";
import { oneOf } from "./one-of.ts";
import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { byteSize, durationMs, wholeNumber } from "./units.ts";

/** What a broker does with a frame for which it has no space. */
export type BrokerWhenFull = "block" | "drop-oldest";

/** Options of `broker`. */
export interface BrokerSetupOptions extends BrokerOptions {
  /**
   * Nodes of the cluster that hold each message. `null`: 1 where it is made, any number where it exists. @default null
   */
  readonly replicas: number | null;
  /**
   * Size of the queue of frames at which it takes no more, in bytes; results have a tenth of it. `null`: 10
   * GB where it is made, any size where it exists. @default null
   */
  readonly maxSizeBytes: number | null;
  /**
   * Age at which the broker removes a frame that nobody has taken, in milliseconds; its edge hands it over again. `null`:
   * none where it is made, any where it exists. @default null
   */
  readonly maxAgeMs: number | null;
  /**
   * `block`: a full queue refuses frames, which wait at their edges. `drop-oldest`: it removes the oldest frames, and
   * their edges hand them over again if they still have them. @default "block"
   */
  readonly whenFull: BrokerWhenFull;
  /**
   * Parts of the frames that workers may take by themselves, as subjects that do not overlap: `frames.berlin.>`. None:
   * those that exist, or one consumer of all frames. @default []
   */
  readonly partitions: readonly string[];
}

const WHEN_FULL: readonly BrokerWhenFull[] = ["block", "drop-oldest"];

export const brokerSetupSchema: OptionsSchema<BrokerSetupOptions> = {
  ...brokerSchema,
  replicas: optional(() => wholeNumber(1, 5), null),
  maxSizeBytes: optional(() => byteSize(1_000_000), null),
  maxAgeMs: optional(() => durationMs(1000), null),
  whenFull: optional(() => oneOf(WHEN_FULL), "block"),
  partitions: optional(subjectList, []),
};

/** Subjects: parts with dots between; `*` stands for any part, and `>` at the end for all that follow. */
function subjectList(): z.ZodType<readonly string[]> {
  const message = "must be a subject such as frames.berlin.> or frames.*.cam1";
  const listed = (given: unknown): unknown => (typeof given === "string" ? [given] : given);
  return z.preprocess(listed, z.array(z.string(message).regex(SUBJECT, message), message));
}

const SUBJECT = /^[\p{L}\p{N}_-]+(?:\.(?:[\p{L}\p{N}_-]+|\*))*(?:\.>)?$/u;
