import type { LiveAddress } from "./live-address.ts";

/** A line of ffmpeg's log without user, password and other secrets of an address: ffmpeg prints all of it. */
export function withoutSecretsOf({ hidden }: Pick<LiveAddress, "hidden">, line: string): string {
  return hidden.reduce((text, [secret, replacement]) => text.replaceAll(secret, replacement), line);
}
