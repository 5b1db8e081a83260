import { brokerLogin, brokerName, isBrokerAddress } from "./broker-address.ts";

/** An address for display: without user name, password and query values. */
export function redactedAddress(address: string): string {
  if (isBrokerAddress(address)) return brokerName(address);
  const url = new URL(address);
  url.username = "";
  url.password = "";
  for (const name of [...new Set(url.searchParams.keys())]) url.searchParams.set(name, "***");
  return url.href;
}

/** An address for display in a command to paste: `***` stands for each secret. */
export function addressWithPlaceholders(address: string): string {
  if (isBrokerAddress(address)) return brokerWithPlaceholders(address);
  const { username, password } = new URL(address);
  const url = new URL(redactedAddress(address));
  if (username !== "") url.username = "***";
  if (password !== "") url.password = "***";
  return url.href;
}

/** An address that may be stored; `null` if it contains secrets. */
export function recordableAddress(address: string): string | null {
  if (isBrokerAddress(address)) return brokerLogin(address) === null ? address : null;
  return redactedAddress(address) === new URL(address).href ? address : null;
}

function brokerWithPlaceholders(address: string): string {
  if (brokerLogin(address) === null) return address;
  return brokerName(address).replace("://", "://***:***@");
}
