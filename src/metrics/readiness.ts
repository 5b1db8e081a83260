import type { LiveRuns } from "./live-run.ts";

/** Answer of `/readyz`. */
export interface Readiness {
  /** True if a source is open and a service is not away. */
  readonly ready: boolean;
  /** Why it is not ready, a sentence each; empty if it is. */
  readonly reasons: readonly string[];
}

/**
 * Tells whether frames can come in and go out.
 *
 * @param live without a run before the sources are open, and after the end.
 * @param label name of a source as others may read it.
 */
export function readinessOf(live: LiveRuns, label: LabelOf): Readiness {
  if (live.views.length === 0) return { ready: false, reasons: ["no source is open"] };
  const reasons = [...closedSources(live, label), ...awayServices(live)];
  return { ready: reasons.length === 0, reasons };
}

/** Name of a source as others may read it; that of a source in a site is its own. */
type LabelOf = (source: string, name?: string) => string;

/** Empty if one is open. */
function closedSources({ views }: LiveRuns, label: LabelOf): readonly string[] {
  const troubles = views.flatMap(({ sources, name }) =>
    sources.map(({ source, trouble }) => [label(source, name), trouble()] as const),
  );
  if (troubles.length === 0) return ["no source is open"];
  if (troubles.some(([, trouble]) => trouble === null)) return [];
  return troubles.map(([name, trouble]) => `the source ${name} ${trouble}`);
}

/** Empty if one is not away. */
function awayServices({ services }: LiveRuns): readonly string[] {
  const all = [...services];
  if (all.some(([, { awayReason }]) => awayReason === null)) return [];
  return all.map(([service, { awayReason }]) => `${service} is away: ${awayReason}`);
}
