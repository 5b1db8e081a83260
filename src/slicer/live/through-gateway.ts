import type { Gateway } from "../remote/gateway.ts";
import type { LiveAddress } from "./live-address.ts";

/** An address for ffmpeg, which gets to know neither the server nor the login. */
export function throughGateway(
  { address: input, proxy, spellings }: Pick<Gateway, "address" | "proxy" | "spellings">,
  address: LiveAddress,
): LiveAddress {
  const hidden = [[input, address.name] as const, ...spellings, ...address.hidden];
  return { ...address, input, hidden, options: [["http_proxy", proxy]] };
}
