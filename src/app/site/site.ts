import type { Hook } from "../../hooks/shown-hook.ts";
import type { FilesOptions } from "../../options/files-options.ts";
import type { MqttOptions } from "../../options/mqtt-options.ts";
import type { MonitoringOptions } from "../../options/monitoring-options.ts";
import type { RunOptions } from "../../options/run-options.ts";
import type { ServiceLimits } from "../../options/service-limits.ts";
import type { WatchOptions } from "../../options/watch-options.ts";
import type { WorkOptions } from "../../options/work-options.ts";

/** A site: sources with the services that their frames go to. */
export interface Site {
  /** In the order of the file; one that has several services is one for each. */
  readonly sources: readonly SiteSource[];
  /** Dashboard, metrics and health of all of them. */
  readonly monitoring: MonitoringOptions;
  /** What is told to whom, in the order of the file. */
  readonly hooks: readonly Hook[];
  /** Whether and how the sources are shown by MQTT. */
  readonly mqtt: MqttOptions;
  /** Limits of services over all their sources, by the names of the services. */
  readonly serviceLimits: ReadonlyMap<string, ServiceLimits>;
  /** State folder of the site; `null`: the usual one. */
  readonly state: string | null;
  /** What must not be shown, besides what tells itself. */
  readonly secrets: readonly string[];
  /** What a person should know, a sentence each. */
  readonly warnings: readonly string[];
}

/** A source with a destination: one run, with a job of its own. */
export type SiteSource = SourceIdentity &
  (
    | { readonly command: "run"; readonly options: RunOptions }
    | { readonly command: "watch"; readonly options: WatchOptions }
    | { readonly command: "send"; readonly options: FilesOptions }
    | { readonly command: "work"; readonly options: WorkOptions }
  );

/** By what a source is known. */
export interface SourceIdentity {
  /** `gate`, or `gate/plates` if the source has several services. */
  readonly name: string;
  /** Its name in the file. */
  readonly source: string;
  /** Name of its service in the file; `null` if the source says by itself where its frames go. */
  readonly service: string | null;
}
