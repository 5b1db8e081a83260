import { FrameferryError } from "../../core/errors.ts";
import type { LiveAddress } from "./live-address.ts";

/** Error of an address that has turned out to have an end only when it had been waited for. */
export function finiteAddress({ name }: Pick<LiveAddress, "name">): FrameferryError {
  return new FrameferryError({
    code: "ERR_VIDEO_REFUSED",
    kind: "source",
    message: `${name} is there now, and it is a file or a playlist with an end, not a stream`,
    remedy: "run the same command again: it sends it from its beginning to its end",
  });
}
