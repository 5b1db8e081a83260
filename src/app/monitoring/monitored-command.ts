import type { RunEvent } from "../../core/events/run-event.ts";
import type { SiteSourceView } from "../../core/events/site-source-view.ts";
import type { MonitoringOptions } from "../../options/monitoring-options.ts";
import type { RecordOptions } from "../../options/record-options.ts";
import type { RunView } from "../../core/events/run-view.ts";

/** What is monitored. */
export interface MonitoredCommand {
  /** Name of the command that does it. */
  readonly name: "run" | "watch" | "send" | "resubmit" | "work" | "up";
  readonly options: MonitoringOptions & Pick<RecordOptions, "state">;
}

/** A reader of the events of runs, one after the other or at the same time, and of some of their figures. */
export interface EventReader {
  /** @param name of the source of a site that it is about; `undefined` for any other run. */
  listen(event: RunEvent, name?: string): void;
  /** The sources of a run are open, and what lands from now on cannot be missed. */
  runOpened(view: RunView): void;
  /** The sources of a run are about to be closed. @param pending its frames that are left without an outcome. */
  runClosed(view: RunView, pending: number): void;
  /** A group of records is safe. @param seconds that this took. */
  ledgerCommitted?(seconds: number): void;
  /** A broker has acknowledged a message. @param seconds that this took. */
  brokerAcknowledged(seconds: number): void;
  /** The runs are those of a site. @param read tells how its sources are now, in the order of its file. */
  siteOpened(read: () => readonly SiteSourceView[]): void;
  /** A site has a source no more. */
  sourceRemoved(name: string): void;
}

/** The servers beside a run. Disposing it frees their ports at once, whoever still reads. */
export interface Monitor extends AsyncDisposable {
  /** Where they are. */
  readonly started: readonly RunEvent[];
  readonly readers: readonly EventReader[];
}
