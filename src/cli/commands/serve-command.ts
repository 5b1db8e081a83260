import { printErr, printOut } from "../format/print.ts";
import { formatCount } from "../../core/text/format-count.ts";
import type { Command } from "commander";
import { loadDemo } from "../../demo/load-demo.ts";
import { serveSchema } from "../../options/serve-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { EXIT_CODES } from "../process/exit-codes.ts";
import { givenOptions } from "../flags/flags.ts";
import { listenForInterrupts } from "../process/interrupt.ts";
import { SERVE_FLAGS } from "../flags/serve-flags.ts";

/** `frameferry serve`: the demo service, until it is interrupted. */
export async function serveCommand(command: Command): Promise<number> {
  const options = checkOptions(serveSchema, givenOptions(command, SERVE_FLAGS));
  // From the moment on in which somebody may read its address and end it again.
  using interrupts = listenForInterrupts({ report: printErr });
  const { startDemoService } = await loadDemo();
  await using service = await startDemoService(options);
  printOut(service.url);
  printErr(`the demo service listens; try: frameferry run clip.mp4 --to ${service.url}`);
  const { drain } = interrupts.signals;
  await new Promise<void>((resolve) =>
    drain.addEventListener("abort", () => resolve(), { once: true }),
  );
  printErr(`stopped after ${formatCount(service.framesSeen, "frame")}`);
  return EXIT_CODES.done;
}
