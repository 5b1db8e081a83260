import { resolve } from "node:path";
import type { BrokerView } from "../../core/events/broker-view.ts";
import type { LimitView, RunView, SourceView } from "../../core/events/run-view.ts";
import type { OpenRun } from "../../pipeline/dispatch-frames.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import type { ResentFailures } from "../failures/resent-failures.ts";
import type { RunSource } from "./run-source.ts";

/** Services of a run, and what is left of their limits. */
export interface RunServices {
  /** Addresses, without secrets. */
  readonly services: readonly string[];
  /** `null` where nothing is limited. */
  readonly quotas: { readonly views: readonly LimitView[] } | null;
  /** `null` without one. */
  readonly broker: BrokerView | null;
}

/** What is read of an open run beside its events. */
export function runView(
  { frameSources, spoolBytes = () => 0, recordedBytes = () => 0 }: RunSource,
  { services, quotas, broker }: RunServices,
  { oldest, add }: OpenRun,
  resent: ResentFailures,
): RunView {
  return {
    sources: frameSources.map(sourceView),
    services,
    oldestLandedAtMs: () => oldest()?.landedAtMs ?? null,
    spoolBytes,
    recordedBytes,
    limits: () => quotas?.views ?? [],
    broker,
    resendFailed: async (reason) => resent.send(reason, { frameSources, add }),
  };
}

function sourceView(frameSource: FrameSource): SourceView {
  const { source, watcher, trouble = () => null, recordingTrouble } = frameSource;
  const root = resolve(source);
  return {
    source,
    // A folder below it, or a file, leaves the rest of the source open.
    trouble: () =>
      trouble() ??
      watcher.unreadable.find(({ path, isFolder }) => isFolder && path === root)?.reason ??
      null,
    ...(recordingTrouble === undefined ? {} : { recordingTrouble }),
  };
}
