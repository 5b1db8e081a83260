/** An address as it may be shown: without user name, password and the values of its query. */
export function shownAddress(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  for (const name of [...new Set(url.searchParams.keys())]) url.searchParams.set(name, "***");
  return url.href;
}

/** An address as it may be shown where it is to be given again: `***` stands for each secret. */
export function addressToFillIn(address: string): string {
  const { username, password } = new URL(address);
  const url = new URL(shownAddress(address));
  if (username !== "") url.username = "***";
  if (password !== "") url.password = "***";
  return url.href;
}

/** An address as it may be put on record; `null` if it holds what may not be shown. */
export function recordableAddress(address: string): string | null {
  return shownAddress(address) === new URL(address).href ? address : null;
}
