import { isBrokerAddress } from "../../core/service/broker-address.ts";
import { addressSecrets } from "../../core/service/secrets.ts";
import { option } from "../../core/option-spelling.ts";
import type { ConnectionOptions } from "../../options/connection-options.ts";
import { proxyFor } from "../../submitter/http/proxy.ts";
import { openTransport, type Transport } from "../../submitter/http/transport.ts";

/**
 * Transport for the connections to some services.
 *
 * @param warn called with each warning for the user.
 * @throws FrameferryError `ERR_OPTION` for files and proxies that cannot be used.
 */
export function transportTo(
  addresses: readonly string[],
  options: ConnectionOptions,
  warn: (message: string) => void,
): Transport {
  const transport = openTransport(options, process.env, warn);
  for (const address of addresses)
    if (!isBrokerAddress(address)) transport.proxyFor(new URL(address));
  if (options.insecure) warn(insecureInWords());
  return transport;
}

/** Warning that certificates are not checked, with its consequence. */
export function insecureInWords(): string {
  return `with ${option("insecure", true)}, the certificates of services are not checked: anyone on the network path can read and change requests and answers`;
}

/** Secrets of the proxy that leads to an address. */
export function proxySecrets(
  address: string,
  { proxy = null }: Partial<Pick<ConnectionOptions, "proxy">>,
): readonly string[] {
  const found = proxyFor(new URL(address), { proxy }, process.env);
  return found === null ? [] : addressSecrets(found.url.href);
}
