/**
 * What is probably wrong with an address that nobody has ever answered at, in words.
 *
 * @param service the address, as it may be shown.
 * @param reason why no connection could be made, in words.
 */
export function addressDoubt(service: string, reason: string): string {
  const url = URL.parse(service);
  if (url === null) return "is the address right?";
  const { hostname, port, protocol } = url;
  if (reason.includes("host name")) return `is the name ${hostname} right?`;
  const usualPort = protocol === "https:" ? "443" : "80";
  return `is it started, and are the host ${hostname} and the port ${port === "" ? usualPort : port} right?`;
}
