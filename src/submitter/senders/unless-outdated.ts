import type { Frame } from "../../core/frame.ts";
import { hasChanged } from "../image/read-image.ts";
import type { Sending } from "./sending.ts";

/** A refusal says nothing about the new content of a file that has changed since it was read. */
export async function unlessOutdated(frame: Frame, sending: Sending): Promise<Sending> {
  const { verdict, fault } = sending;
  const isOutdated = verdict.kind === "refused" && fault === null && (await hasChanged(frame));
  return isOutdated ? { ...sending, verdict: { ...verdict, kind: "superseded" } } : sending;
}
