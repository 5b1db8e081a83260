import { FrameferryError } from "../core/errors.ts";
import type { Supply } from "./deliver.ts";
import type { OpenServices } from "./open-services.ts";

/**
 * The services of a run; `null` if it is aborted while they are asked what they are: that they have not
 * answered by then is no fault of theirs.
 *
 * @throws what `open` throws for any other reason.
 */
export async function servicesUnlessAborted(
  open: () => Promise<OpenServices>,
  drain: AbortSignal,
): Promise<OpenServices | null> {
  try {
    return await open();
  } catch (error) {
    const isSilence = error instanceof FrameferryError && error.kind === "service";
    if (isSilence && drain.aborted) return null;
    throw error;
  }
}

const nothingToClose = async (): Promise<void> => {};

/** Stands in for services that were not found out about. */
export const NO_SERVICES: OpenServices = {
  branches: [],
  mirror: null,
  [Symbol.asyncDispose]: nothingToClose,
};

/** Stands in for a supply that nobody could send. */
export const NO_SUPPLY: Supply = {
  inlets: [],
  mostFrames: null,
  framesPath: null,
  account: () => ({ sliced: null, problems: [], warnings: [] }),
  close: nothingToClose,
  [Symbol.asyncDispose]: nothingToClose,
};
