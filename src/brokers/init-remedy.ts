import { byReader, option } from "../core/option-spelling.ts";

/**
 * How missing queues come into being. That is done on the command line only, whoever asks.
 *
 * @param address the broker, without secrets.
 * @param partition part of the frames that is missing; `null`: all of the queues.
 */
export function initRemedy(address: string, partition: string | null = null): string {
  const part = partition === null ? "" : ` ${option("partitions", [partition])}`;
  return byReader({
    commandLine: `frameferry broker init ${address}${part}`,
    library: `make it in a terminal by the command broker init, for ${partition === null ? "" : `${partition} of `}${address}`,
  });
}

/** Another queue, where this one's name is taken. */
export function otherQueueRemedy(): string {
  return "name another queue in the address, such as /site-frames, and make it by the command broker init";
}
