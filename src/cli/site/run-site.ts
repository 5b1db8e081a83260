import type { Site } from "../../app/site/site.ts";
import { packageVersion } from "../../app/monitoring/package-version.ts";
import { SiteRun } from "../../app/site/site-run.ts";
import { realPath } from "../../core/files/real-path.ts";
import { escapeControlChars, printableJson } from "../../core/text/escape-control-chars.ts";
import type { Reporting } from "../flags/reporting.ts";
import { colorizer } from "../format/colorizer.ts";
import { jsonLogger } from "../format/json-logger.ts";
import { printErr, printOut } from "../format/print.ts";
import { type Interrupts, listenForInterrupts } from "../process/interrupt.ts";
import { openServiceManager } from "../process/service-manager.ts";
import { useQuickWasm } from "../process/quick-wasm.ts";
import { bothProgresses } from "./both-progresses.ts";
import { hookLines } from "./hook-words.ts";
import type { LoadedSite } from "./load-site.ts";
import { openControl } from "./open-control.ts";
import { isCutOff, siteExitCode } from "./site-exit-code.ts";
import { SiteLog } from "./site-log.ts";
import { SitePaces } from "./site-paces.ts";
import type { SiteProgress } from "./site-progress.ts";
import { SiteReloader } from "./site-reloader.ts";
import { startSiteProgress } from "./start-site-progress.ts";
import { statusLine } from "./status-line.ts";
import { siteSummary, siteSummaryLines } from "./site-summary.ts";
import { watchSiteFile } from "./watch-site-file.ts";

/** How a site is run. */
export interface SiteSettings {
  readonly file: string;
  /** Reads the file again. */
  readonly load: () => Promise<LoadedSite>;
  /** True to reload the file when it has changed. */
  readonly watchesFile: boolean;
}

/** Runs a site until all of its sources have ended, or a signal ends it. @returns the exit code. */
export async function runSite(
  site: Site,
  settings: SiteSettings,
  reporting: Reporting,
): Promise<number> {
  useQuickWasm();
  const startedMs = performance.now();
  const identity = identityOf(settings.file);
  let run: SiteRun | null = null;
  const log = new SiteLog();
  const display = await startSiteProgress(reporting, () => run?.keepers ?? []);
  const progress = bothProgresses(display, log);
  let hangUp = (): void => {};
  using interrupts = interruptsOf(progress, () => hangUp());
  const describe = (): string => statusLine(run?.keepers ?? []);
  const report = (text: string): void => progress.note(null, text);
  await using manager = await openServiceManager({ describe, report });
  try {
    await using running = await SiteRun.start(
      site,
      {
        file: identity.file,
        listener: {
          onEvent: (keeper, event) => progress.listen(keeper, event),
          onChange: (keeper) => {
            progress.changed(keeper);
            manager.status(describe());
          },
        },
      },
      interrupts.signals.abort,
    );
    run = running;
    manager.ready();
    const { drain } = interrupts.signals;
    const stop = (): void => {
      manager.stopping();
      running.stop();
    };
    if (drain.aborted) stop();
    drain.addEventListener("abort", stop, { once: true });
    const reloader = new SiteReloader(running, { load: settings.load, progress, manager });
    hangUp = () => void reloader.tryToReload();
    await using _control = await openControl(identity.file, site.state, progress, {
      ...{ run: running, log, paces: new SitePaces(), identity },
      reload: async () => await reloader.reload(),
      onDrain: () => {
        manager.stopping();
        report("draining: nothing more is taken, and what has landed is delivered");
      },
    });
    using _watch = settings.watchesFile ? watchSiteFile(settings.file, hangUp) : null;
    await running.ended();
  } finally {
    progress[Symbol.dispose]();
  }
  const isInterrupted = interrupts.signal !== null || run.keepers.some(isCutOff);
  reportSite(run, { durationMs: performance.now() - startedMs, isInterrupted }, reporting);
  return siteExitCode(run.keepers, interrupts.signal, interrupts.signals.abort.aborted);
}

function identityOf(file: string): { file: string; pid: number; version: string; since: string } {
  const since = new Date().toISOString();
  return { file: realPath(file), pid: process.pid, version: packageVersion(), since };
}

function interruptsOf(progress: SiteProgress, onHangUp: () => void): Interrupts {
  const report = (text: string): void => progress.note(null, text);
  return listenForInterrupts({
    onFirst: () => report("finishing what is in flight; Ctrl-C again stops at once"),
    ...{ report, abortMs: MAX_ABORT_MS, onHangUp },
  });
}

/** As for a single run: aborted children have two seconds to end. */
const MAX_ABORT_MS = 5000;

function reportSite(
  { keepers, removed, hooks }: SiteRun,
  ending: { readonly durationMs: number; readonly isInterrupted: boolean },
  { verbosity, logFormat, color, isJson }: Reporting,
): void {
  const all = [...keepers, ...removed];
  const summary = { ...siteSummary(all, ending.durationMs), hooks: hooks.accounts };
  if (verbosity >= 0 && logFormat === "json")
    jsonLogger(verbosity).info({ event: "siteEnded", ...summary }, "site ended");
  else if (verbosity >= 0)
    printErr(
      [
        ...siteSummaryLines(all, ending, colorizer(color, process.stderr)),
        ...hookLines(hooks.accounts).map(escapeControlChars),
      ].join("\n"),
    );
  if (isJson) printOut(printableJson(summary));
}
