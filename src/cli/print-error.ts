import { FrameferryError } from "../core/errors.ts";
import type { Paint } from "./paint.ts";
import { printable } from "./progress/frame-line.ts";

/** A failure for a person: what happened, what to do, and a name to search for. */
export function printError(error: unknown, paint: Paint): void {
  if (error instanceof FrameferryError) return printProblem(error, paint);
  const bug = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `${paint("red", "frameferry failed unexpectedly; this is a bug:")}\n${bug}\n`,
  );
}

export function printProblem(
  { message, remedy, code }: { message: string; remedy?: string | undefined; code: string },
  paint: Paint,
): void {
  process.stderr.write(
    `${paint("red", "error:")} ${printable(message)} ${paint("dim", `[${code}]`)}\n`,
  );
  if (remedy !== undefined) process.stderr.write(`  ${printable(remedy)}\n`);
}
