import { FrameferryError } from "../../core/errors.ts";
import { option } from "../../core/option-spelling.ts";
import type { Loss } from "./connection-end.ts";

/** Error of a source that was away for too long. @param name without secrets. */
export function givenUp(name: string, { kind, reason }: Loss): FrameferryError {
  if (kind === "noRoom") return withoutRoom(name, reason);
  return new FrameferryError({
    code: "ERR_SOURCE_AWAY",
    kind: "source",
    message: `${name} was away for longer than ${option("giveUpMs")} allows: ${reason}`,
    remedy: `look at the camera and its network; without ${option("giveUpMs")}, it is waited for without an end`,
  });
}

function withoutRoom(name: string, reason: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_SOURCE_AWAY",
    kind: "source",
    message: `there was no room for the frames of ${name} for longer than ${option("giveUpMs")} allows: ${reason}`,
    remedy: "make room, and look at the service if it takes no frames",
  });
}
