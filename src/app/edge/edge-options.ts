import { FrameferryError } from "../../core/errors.ts";
import { isBrokerAddress } from "../../core/service/broker-address.ts";
import { command, option } from "../../core/option-spelling.ts";
import { batchSchema } from "../../options/batch-options.ts";
import { connectionSchema } from "../../options/connection-options.ts";
import { type EdgeOptions, edgeSchema } from "../../options/edge-options.ts";
import type { Option } from "../../options/option.ts";
import { protocolSchema } from "../../options/protocol-options.ts";
import { quotaSchema } from "../../options/quota-options.ts";
import { type SendOptions, sendSchema } from "../../options/send-options.ts";
import { allAddresses } from "../destination.ts";

/** Options of a delivery that may go by way of a broker. */
export type EdgeDelivery = SendOptions & EdgeOptions;

/** The broker that the frames go to; `null` where they go to services. */
export function brokerOf({ to }: Pick<SendOptions, "to">): string | null {
  return to.find(({ address }) => isBrokerAddress(address))?.address ?? null;
}

/** Frames that may be handed over and unanswered at once: a number that never moves, for answers may take long. */
export function windowOf({
  concurrency,
  maxConcurrency,
}: Pick<SendOptions, "concurrency" | "maxConcurrency">): number {
  return concurrency === "auto" ? maxConcurrency : concurrency;
}

/** @throws FrameferryError `ERR_OPTION` for options that have no effect with a broker, or without one. */
export function checkEdgeOptions(options: EdgeDelivery): void {
  const broker = allAddresses(options).find(isBrokerAddress);
  if (broker === undefined) {
    const [key] = changed(options, edgeSchema);
    if (key !== undefined)
      throw withoutEffect(key, WITHOUT_BROKER, "name a broker, or leave it out");
    return;
  }
  if (allAddresses(options).length > 1)
    throw new FrameferryError({
      code: "ERR_OPTION",
      kind: "usage",
      message: "a broker takes the frames alone, without other services, routes or mirrors",
      remedy: `name the broker as the only ${option("to")}; its workers may have several services`,
    });
  if (options.crop !== null)
    throw withoutEffect(
      "crop",
      WITH_BROKER,
      `leave it out; of a video, ${command("run")} crops it`,
    );
  const [key] = changed(options, OF_SERVICES);
  if (key !== undefined) throw withoutEffect(key, WITH_BROKER, `give it to ${command("work")}`);
}

const WITHOUT_BROKER = "without a broker";
const WITH_BROKER = "with a broker, whose workers speak to the service";

type Keys = keyof EdgeDelivery;
type Schema = Readonly<Partial<Record<Keys, Option<unknown>>>>;

/** What only those decide on who send the frames to a service. */
const OF_SERVICES: Schema = {
  ...protocolSchema,
  ...batchSchema,
  ...connectionSchema,
  ...quotaSchema,
  resize: sendSchema.resize,
  timeoutMs: sendSchema.timeoutMs,
  waitReadyMs: sendSchema.waitReadyMs,
  retryOn: sendSchema.retryOn,
  successOn: sendSchema.successOn,
};

function changed(options: EdgeDelivery, schema: Schema): readonly Keys[] {
  return (Object.keys(schema) as Keys[]).filter(
    (key) => JSON.stringify(options[key]) !== JSON.stringify(schema[key]?.default),
  );
}

function withoutEffect(key: Keys, where: string, remedy: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `${option(key)} has no effect ${where}`,
    remedy,
  });
}
