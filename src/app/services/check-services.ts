import { isBrokerAddress } from "../../core/service/broker-address.ts";
import { addressSecrets } from "../../core/service/secrets.ts";
import type { SendOptions } from "../../options/send-options.ts";
import { createProtocol } from "../../protocols/protocol-registry.ts";
import { loadTemplate } from "../../protocols/load-template.ts";

/**
 * Finds out that an address does not fit to what is said of all services, before the frames of that one
 * wait for it in vain: an address may name the model, or none.
 *
 * @throws FrameferryError `ERR_OPTION`.
 */
export async function checkServices(options: SendOptions): Promise<void> {
  const { protocol, to, routes, mirror } = options;
  if (protocol === "auto") return;
  const template = await loadTemplate(options.template);
  const targets = [...to, ...routes.flatMap((route) => route.to)].map(({ address }) => address);
  const services = mirror === null ? targets : [...targets, mirror];
  for (const address of services.filter((one) => !isBrokerAddress(one)))
    createProtocol(protocol, { ...options, template, address }, addressSecrets(address));
}
