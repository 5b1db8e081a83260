import type { RunSummary } from "../../core/summary.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import { isLiveAddress } from "../../slicer/live/live-address.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import type { RunObserver } from "../delivery/run-observer.ts";
import { reported } from "../report/reported.ts";
import { nameOfVideo, runVideoSource } from "../sources/run-video.ts";
import { runSend } from "../sources/send-files.ts";
import { runWatch } from "../sources/watch-folders.ts";
import { runWork } from "../worker/run-work.ts";
import type { SiteSource } from "./site.ts";

/** True for a source that has no end of its own: a camera or stream, a watch, a worker. */
export function isLiveSource(source: SiteSource): boolean {
  if (source.command === "run") return isLiveAddress(source.options.video);
  return source.command !== "send";
}

/**
 * Runs a source once, as its command would.
 *
 * @throws FrameferryError as its command.
 */
export async function runAttempt(
  source: SiteSource,
  observer: RunObserver,
  signals: StopSignals,
): Promise<RunSummary> {
  switch (source.command) {
    case "run": {
      const { options } = source;
      const run = {
        source: nameOfVideo(options),
        destination: options,
        command: { name: "run", options },
      } as const;
      return await reported(
        run,
        observer,
        async (seen) => await runVideoSource(options, seen, signals),
      );
    }
    case "watch": {
      const { options } = source;
      const run = {
        source: options.folders.join(", "),
        destination: options,
        command: { name: "watch", options },
      } as const;
      return await reported(run, observer, async (seen) => await runWatch(options, seen, signals));
    }
    case "send": {
      const { options } = source;
      const run = {
        source: options.paths.join(", "),
        destination: options,
        command: { name: "send", options },
      } as const;
      return await reported(
        run,
        observer,
        async (seen) => await runSend(options, null, seen, signals),
      );
    }
    case "work": {
      const { options } = source;
      const destination = { ...options, routes: [] };
      const run = {
        source: redactedAddress(options.broker),
        destination,
        command: { name: "work", options },
      } as const;
      return await reported(run, observer, async (seen) => await runWork(options, seen, signals));
    }
  }
}
