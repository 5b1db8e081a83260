import { resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events/run-event.ts";
import { realPath } from "../../core/files/real-path.ts";
import { option } from "../../core/option-spelling.ts";
import { DeleteImages } from "../../images/delete-images.ts";
import { type DeliveredImages, keepImages } from "../../images/delivered-images.ts";
import { MoveImages } from "../../images/move-images.ts";
import { removePartialCopies } from "../../images/remove-partial-copies.ts";
import type { DeliveredOptions } from "../../options/delivered-options.ts";

/** Handling of delivered images by these options. */
export function afterDelivery(
  { delete: deletes, moveTo }: DeliveredOptions,
  emit: EventListener,
): DeliveredImages {
  if (moveTo !== null) {
    void removePartialCopies(resolve(moveTo));
    return new MoveImages(resolve(moveTo), emit);
  }
  return deletes ? new DeleteImages(emit) : keepImages;
}

/** @throws FrameferryError `ERR_OPTION` for options that contradict each other. */
export function checkDeliveredOptions(
  { delete: deletes, moveTo }: DeliveredOptions,
  folders: readonly string[],
): void {
  if (moveTo === null) return;
  if (deletes) throw usageError("delivered images can be deleted or moved, not both");
  const goal = realPath(moveTo);
  const isSource = folders.some((folder) => realPath(folder) === goal);
  if (isSource)
    throw usageError(`delivered images cannot be moved to ${moveTo}, where they come from`);
}

function usageError(message: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message,
    remedy: `choose ${option("delete", true)} or ${option("moveTo", "ANOTHER_FOLDER")}, or neither, which keeps them`,
  });
}
