import { FrameferryError } from "../../core/errors.ts";

/** A command line that makes no sense; exit code 2. */
export function usageError(message: string, remedy?: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}
