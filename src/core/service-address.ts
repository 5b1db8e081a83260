/** An address as it may be shown: without user name, password and the values of its query. */
export function shownAddress(address: string): string {
  const url = new URL(address);
  url.username = "";
  url.password = "";
  for (const name of [...new Set(url.searchParams.keys())]) url.searchParams.set(name, "***");
  return url.href;
}
