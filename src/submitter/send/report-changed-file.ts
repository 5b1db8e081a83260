import type { Frame } from "../../core/frame/frame.ts";
import { hasChanged } from "../image/read-image.ts";
import type { SendResult } from "../send-result.ts";

/** A refusal says nothing about the new content of a file that has changed since it was read. */
export async function reportChangedFile(frame: Frame, sending: SendResult): Promise<SendResult> {
  const { verdict, fault } = sending;
  const isOutdated = verdict.kind === "rejected" && fault === null && (await hasChanged(frame));
  return isOutdated ? { ...sending, verdict: { ...verdict, kind: "fileChanged" } } : sending;
}
