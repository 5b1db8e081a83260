import type { Command } from "commander";
import type { FrameferryError } from "../../core/errors.ts";
import { loadDemo } from "../../demo/load-demo.ts";
import { checkOptions, type OptionsSchema } from "../../options/options-schema.ts";
import { type Flag, givenOptions } from "../flags/flags.ts";
import { usageError } from "./usage-error.ts";

/** Options of a command that sends frames, as its flags and arguments give them. */
export interface SendingCommand<Options> {
  readonly shape: OptionsSchema<Options>;
  readonly flags: readonly Flag<Options>[];
  /** Values of the arguments, under the names of the schema. */
  readonly given: Readonly<Record<string, unknown>>;
}

/** Actions of a command; each resolves to the exit code. */
export interface SendingActions<Options> {
  /** For --dry-run. */
  readonly plan: (options: Options) => Promise<number>;
  readonly run: (options: Options) => Promise<number>;
}

/**
 * Checks the options and starts the command, with the demo service by its side for --demo.
 *
 * @throws FrameferryError `ERR_OPTION` when no service is named, or two are.
 */
export async function withService<Options>(
  command: Command,
  { shape, flags, given: fromArguments }: SendingCommand<Options>,
  { plan, run }: SendingActions<Options>,
): Promise<number> {
  const { demo, dryRun } = command.opts();
  const given: Record<string, unknown> = { ...fromArguments, ...givenOptions(command, flags) };
  const check = (extra: object = {}): Options => {
    // A worker has no job of its own, which these could be about.
    const known = Object.entries(extra).filter(([key]) => key in shape);
    return checkOptions(shape, { ...given, ...Object.fromEntries(known) });
  };
  if (demo !== true) {
    if (!("to" in given)) throw noService("--to http://host/predict, or --demo to try it out");
    return await (dryRun === true ? plan : run)(check());
  }
  if (command.getOptionValueSource("to") === "cli")
    throw usageError("--demo and --to exclude each other: name one service");
  if (dryRun === true) return await plan(check({ to: DEMO_TO_BE, serviceName: "demo" }));
  const { startDemoService } = await loadDemo();
  await using service = await startDemoService();
  // Whoever tries it out wants to see it work each time.
  return await run(check({ to: service.url, serviceName: "demo", restart: true }));
}

/** The address of a demo service that does not run yet: port 0 stands for the free one it will take. */
const DEMO_TO_BE = "http://127.0.0.1:0/predict";

/** @param ways the flags that name one. */
export function noService(ways: string): FrameferryError {
  return usageError("no service is named", `say where the frames go: ${ways}`);
}
