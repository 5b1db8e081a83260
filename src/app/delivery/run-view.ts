import { resolve } from "node:path";
import type { RunView, SourceView } from "../../metrics/run-view.ts";
import type { UnsettledFrames } from "../../pipeline/dispatch-frames.ts";
import type { FrameSource } from "../../pipeline/frame-source.ts";
import type { RunSource } from "./run-source.ts";

/** What metrics and health read of a run. @param services their addresses, without secrets. */
export function runView(
  { frameSources, spoolBytes = () => 0 }: RunSource,
  services: readonly string[],
  frames: UnsettledFrames,
): RunView {
  return {
    sources: frameSources.map(sourceView),
    services,
    oldestLandedAtMs: () => frames.oldest?.landedAtMs ?? null,
    spoolBytes,
  };
}

function sourceView({ source, watcher }: FrameSource): SourceView {
  const root = resolve(source);
  return {
    source,
    // A folder below it, or a file, leaves the rest of the source open.
    trouble: () =>
      watcher.unreadable.find(({ path, isFolder }) => isFolder && path === root)?.reason ?? null,
  };
}
