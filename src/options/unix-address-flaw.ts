import { isSocketFile, maxSocketPathBytes } from "../core/platform/socket-files.ts";
import { isUnixAddress, socketPath, unixUrl } from "../core/service/unix-address.ts";

/** What is wrong with the address of a Unix socket, as the end of a message; `null` for any other text. */
export function unixAddressFlaw(input: unknown, platform?: NodeJS.Platform): string | null {
  if (typeof input !== "string" || !isUnixAddress(input)) return null;
  if (!isSocketFile(platform))
    return "must name a host and a port on Windows, which has no sockets for services that Node.js could open";
  const path = socketPath(new URL(unixUrl(input) ?? "http://none"));
  if (path === null)
    return "must name the socket by its whole path, as in unix:/run/model.sock:/predict";
  const max = maxSocketPathBytes(platform);
  return Buffer.byteLength(path) > max
    ? `must name a socket whose path has at most ${max} bytes, which is all that the system takes`
    : null;
}
