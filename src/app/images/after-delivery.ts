import { resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import type { EventListener } from "../../core/events.ts";
import { realPath } from "../../core/real-path.ts";
import { DeleteImages } from "../../images/delete-images.ts";
import { type DeliveredImages, keepImages } from "../../images/delivered-images.ts";
import { MoveImages } from "../../images/move-images.ts";
import { removeHalves } from "../../images/remove-halves.ts";
import type { DeliveredOptions } from "../../options/delivered-options.ts";

/** What becomes of images by these options. */
export function afterDelivery(
  { deleteDelivered, moveDeliveredTo }: DeliveredOptions,
  emit: EventListener,
): DeliveredImages {
  if (moveDeliveredTo !== null) {
    void removeHalves(resolve(moveDeliveredTo));
    return new MoveImages(resolve(moveDeliveredTo), emit);
  }
  return deleteDelivered ? new DeleteImages(emit) : keepImages;
}

/** @throws FrameferryError `ERR_OPTION` for options that contradict each other. */
export function checkDeliveredOptions(
  { deleteDelivered, moveDeliveredTo }: DeliveredOptions,
  folders: readonly string[],
): void {
  if (moveDeliveredTo === null) return;
  if (deleteDelivered) throw usageError("delivered images can be deleted or moved, not both");
  const goal = realPath(moveDeliveredTo);
  const isSource = folders.some((folder) => realPath(folder) === goal);
  if (isSource)
    throw usageError(
      `delivered images cannot be moved to ${moveDeliveredTo}, where they come from`,
    );
}

function usageError(message: string): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message,
    remedy: "choose one of --keep, --delete and --move-to ANOTHER_FOLDER",
  });
}
