import { brokerLogin, brokerName, isBrokerAddress } from "./broker-address.ts";
import { isUnixAddress, writtenUrl } from "./unix-address.ts";

/** An address for display: without user name, password and query values. */
export function redactedAddress(address: string): string {
  if (isBrokerAddress(address)) return brokerName(address);
  return writtenUrl(redactedUrl(address));
}

/** An address for display in a command to paste: `***` stands for each secret. */
export function addressWithPlaceholders(address: string): string {
  if (isBrokerAddress(address)) return brokerWithPlaceholders(address);
  const { username, password } = new URL(address);
  const url = redactedUrl(address);
  if (username !== "") url.username = "***";
  if (password !== "") url.password = "***";
  return writtenUrl(url);
}

/** An address that may be stored; `null` if it contains secrets. */
export function recordableAddress(address: string): string | null {
  if (isBrokerAddress(address)) return brokerLogin(address) === null ? address : null;
  const url = new URL(address);
  if (redactedUrl(address).href !== url.href) return null;
  return isUnixAddress(address) ? writtenUrl(url) : address;
}

function redactedUrl(address: string): URL {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  for (const name of [...new Set(url.searchParams.keys())]) url.searchParams.set(name, "***");
  return url;
}

function brokerWithPlaceholders(address: string): string {
  if (brokerLogin(address) === null) return address;
  return brokerName(address).replace("://", "://***:***@");
}
