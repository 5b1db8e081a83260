import { script } from "@bomb.sh/tab";
import { EXIT_CODES } from "../process/exit-codes.ts";

/** Prints what a shell needs to complete the command line. */
export function completionCommand(shell: string): number {
  script(shell, "frameferry", "frameferry");
  return EXIT_CODES.done;
}
