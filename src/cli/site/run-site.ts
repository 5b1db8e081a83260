import type { Site } from "../../app/site/site.ts";
import { SiteRun } from "../../app/site/site-run.ts";
import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import type { Reporting } from "../flags/reporting.ts";
import { colorizer } from "../format/colorizer.ts";
import { jsonLogger } from "../format/json-logger.ts";
import { printErr, printOut } from "../format/print.ts";
import { type Interrupts, listenForInterrupts } from "../process/interrupt.ts";
import { useQuickWasm } from "../process/quick-wasm.ts";
import { hookLines } from "./hook-words.ts";
import { siteExitCode } from "./site-exit-code.ts";
import type { SiteProgress } from "./site-progress.ts";
import { startSiteProgress } from "./start-site-progress.ts";
import { siteSummary, siteSummaryLines } from "./site-summary.ts";

/** Runs a site until all of its sources have ended, or a signal ends it. @returns the exit code. */
export async function runSite(site: Site, reporting: Reporting): Promise<number> {
  useQuickWasm();
  const startedMs = performance.now();
  let run: SiteRun | null = null;
  const progress = await startSiteProgress(reporting, () => run?.keepers ?? []);
  using interrupts = interruptsOf(progress);
  try {
    await using running = await SiteRun.start(
      site,
      {
        onEvent: (keeper, event) => progress.listen(keeper, event),
        onChange: (keeper) => progress.changed(keeper),
      },
      interrupts.signals.abort,
    );
    run = running;
    const { drain } = interrupts.signals;
    if (drain.aborted) running.stop();
    drain.addEventListener("abort", () => running.stop(), { once: true });
    await running.ended();
  } finally {
    progress[Symbol.dispose]();
  }
  reportSite(
    run,
    { durationMs: performance.now() - startedMs, isInterrupted: interrupts.signal !== null },
    reporting,
  );
  return siteExitCode(run.keepers, interrupts.signal, interrupts.signals.abort.aborted);
}

function interruptsOf(progress: SiteProgress): Interrupts {
  const report = (text: string): void => progress.note(null, text);
  return listenForInterrupts({
    onFirst: () => report("finishing what is in flight; Ctrl-C again stops at once"),
    ...{ report, abortMs: MAX_ABORT_MS },
  });
}

/** As for a single run: aborted children have two seconds to end. */
const MAX_ABORT_MS = 5000;

function reportSite(
  { keepers, hooks }: SiteRun,
  ending: { readonly durationMs: number; readonly isInterrupted: boolean },
  { verbosity, logFormat, color, isJson }: Reporting,
): void {
  const summary = { ...siteSummary(keepers, ending.durationMs), hooks: hooks.accounts };
  if (verbosity >= 0 && logFormat === "json")
    jsonLogger(verbosity).info({ event: "siteEnded", ...summary }, "site ended");
  else if (verbosity >= 0)
    printErr(
      [
        ...siteSummaryLines(keepers, ending, colorizer(color, process.stderr)),
        ...hookLines(hooks.accounts).map(escapeControlChars),
      ].join("\n"),
    );
  if (isJson) printOut(printableJson(summary));
}
