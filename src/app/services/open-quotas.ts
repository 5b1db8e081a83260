import { makePrivateFolder } from "../../ledger/private-files.ts";
import type { QuotaOptions } from "../../options/quota-options.ts";
import type { QuotaTools, ServiceQuotas } from "./service-quotas.ts";

/**
 * Quotas for the services of a run; `null` where no option limits anything, and then nothing is loaded for them.
 *
 * @throws FrameferryError if the record of the requests cannot be used: then none may go out.
 */
export async function openQuotas(
  options: QuotaOptions,
  stateFolder: string,
  tools: QuotaTools,
): Promise<ServiceQuotas | null> {
  const { maxRate, maxBandwidthBytes, maxPerDay } = options;
  if (maxRate === null && maxBandwidthBytes === null && maxPerDay === null) return null;
  await makePrivateFolder(stateFolder);
  const opened = await import("./service-quotas.ts");
  return opened.ServiceQuotas.open(options, stateFolder, tools);
}
