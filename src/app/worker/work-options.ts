import { FrameferryError } from "../../core/errors.ts";
import { isBrokerAddress } from "../../core/service/broker-address.ts";
import { option } from "../../core/option-spelling.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { allAddresses } from "../destination.ts";

/** @throws FrameferryError `ERR_OPTION` for a worker that would hand its frames to a broker again. */
export function checkWorkOptions(options: Pick<SendOptions, "to" | "routes" | "mirror">): void {
  if (!allAddresses(options).some(isBrokerAddress)) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: "a worker sends its frames to services, not to a broker once more",
    remedy: `name the service: ${option("to", "http://host/predict")}`,
  });
}
