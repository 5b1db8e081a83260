import type { RunEvent } from "../../core/events/run-event.ts";
import type { SourceKeeper } from "../../app/site/source-keeper.ts";

/** Tells on standard error how a site goes. */
export interface SiteProgress extends Disposable {
  /** @param keeper `null` for an event of the site itself. */
  listen(keeper: SourceKeeper | null, event: RunEvent): void;
  /** The state of a source has changed. */
  changed(keeper: SourceKeeper): void;
  /** A line that stays. @param keeper the source that it is about; `null` for the site. */
  note(keeper: SourceKeeper | null, text: string): void;
}

/** Sources as a progress display asks for them: a reload may change them. */
export type ShownSources = () => readonly SourceKeeper[];
