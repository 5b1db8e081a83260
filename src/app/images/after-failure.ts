import { resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { realPath } from "../../core/files/real-path.ts";
import { option } from "../../core/option-spelling.ts";
import { CopyFailedImages } from "../../images/copy-failed-images.ts";
import { type FailedImages, leaveImages } from "../../images/failed-images.ts";
import { removePartialCopies } from "../../images/remove-partial-copies.ts";
import type { DeliveredOptions } from "../../options/delivered-options.ts";
import type { FailureOptions } from "../../options/failure-options.ts";

/** Handling of failed images by these options. */
export function afterFailure(options: FailureOptions, emit: EventListener): FailedImages {
  const folder = copiedFailuresFolder(options);
  if (folder === null) return leaveImages;
  void removePartialCopies(resolve(folder));
  return new CopyFailedImages(resolve(folder), emit);
}

/** The folder that failed images are copied to, as the user named it; `null` if they are not. */
export function copiedFailuresFolder({ onFailure }: FailureOptions): string | null {
  return onFailure === "keep" ? null : onFailure.slice("copy-to=".length);
}

/** The folders that images are put into, as the user named them. */
export function targetFolders(options: DeliveredOptions & FailureOptions): readonly string[] {
  const goals = [options.moveTo, copiedFailuresFolder(options)];
  return goals.filter((goal) => goal !== null);
}

/** @throws FrameferryError `ERR_OPTION` when copies would be taken for new frames. */
export function checkFailureOptions(options: FailureOptions, folders: readonly string[]): void {
  const goal = copiedFailuresFolder(options);
  if (goal === null || !folders.some((folder) => realPath(folder) === realPath(goal))) return;
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `failed images cannot be copied to ${goal}, where they come from`,
    remedy: `name another folder: ${option("onFailure", "copy-to=FOLDER")}`,
  });
}
