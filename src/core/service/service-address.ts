/** An address for display: without user name, password and query values. */
export function redactedAddress(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  for (const name of [...new Set(url.searchParams.keys())]) url.searchParams.set(name, "***");
  return url.href;
}

/** An address for display in a command to paste: `***` stands for each secret. */
export function addressWithPlaceholders(address: string): string {
  const { username, password } = new URL(address);
  const url = new URL(redactedAddress(address));
  if (username !== "") url.username = "***";
  if (password !== "") url.password = "***";
  return url.href;
}

/** An address that may be stored; `null` if it contains secrets. */
export function recordableAddress(address: string): string | null {
  return redactedAddress(address) === new URL(address).href ? address : null;
}
