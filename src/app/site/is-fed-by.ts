import { redactedAddress } from "../../core/service/service-address.ts";
import type { SiteSource } from "./site.ts";

/** True for a worker at a broker that one of these sources sends its frames to: nobody else may be there to answer them. */
export function isFedBy(worker: SiteSource, sources: readonly SiteSource[]): boolean {
  if (worker.command !== "work") return false;
  const broker = redactedAddress(worker.options.broker);
  return sources.some(
    ({ command, options }) =>
      command !== "work" && options.to.some(({ address }) => redactedAddress(address) === broker),
  );
}
