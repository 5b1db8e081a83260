import type { Command } from "commander";
import { runWatch } from "../../app/sources/watch-folders.ts";
import { watchSchema } from "../../options/watch-options.ts";
import { runDelivery } from "../delivery/run-delivery.ts";
import { refuseMisnamedSources } from "../errors/misnamed-sources.ts";
import { printPlan } from "../plan/plan.ts";
import { readReporting } from "../flags/reporting.ts";
import { resubmitCommandLine } from "../delivery/resubmit-command-line.ts";
import { withService } from "../errors/service-choice.ts";
import { WATCH_FLAGS } from "../flags/watch-flags.ts";

/**
 * `frameferry watch`: what folders hold, and what lands in them.
 *
 * @param wrapped the words behind `--`, a command that writes the frames; empty for none.
 */
export async function watchCommand(
  folders: readonly string[],
  wrapped: readonly string[],
  command: Command,
): Promise<number> {
  const reporting = readReporting(command);
  refuseMisnamedSources("watch", folders, command);
  const words = { shape: watchSchema, flags: WATCH_FLAGS, given: { folders, command: wrapped } };
  return await withService(command, words, {
    plan: async (options) => {
      const { planOfWatch } = await import("../plan/dry-run.ts");
      return printPlan(await planOfWatch(options), reporting);
    },
    run: async (options) =>
      await runDelivery(
        {
          source: folders.join(", "),
          destination: options,
          monitoring: { name: "watch", options },
          resubmit: resubmitCommandLine(folders, command, options),
          isEndless: true,
          hasCommand: wrapped.length > 0,
          run: async (observer, signals) => await runWatch(options, observer, signals),
        },
        reporting,
      ),
  });
}
