import type { FrameferryError } from "../../../core/errors.ts";
import type { SiteFault } from "../../../site/site-fault.ts";
import type { SiteChange } from "../site-run.ts";

/** What may be asked of a site at work, by whoever may use its control socket. */
export interface SiteOperations {
  /** How the site is, as JSON. */
  readonly status: () => object;
  /** @returns names of the sources that it holds for. @throws FrameferryError for a name that the site does not have. */
  readonly pause: (names: readonly string[]) => readonly string[];
  readonly resume: (names: readonly string[]) => readonly string[];
  readonly drain: () => void;
  readonly reload: () => Promise<ReloadAnswer>;
  /** Lines of the log so far, then those that come, until the signal. @param names empty: of all sources. */
  readonly logs: (
    names: readonly string[],
    following: AbortSignal | null,
  ) => AsyncIterable<string> | Iterable<string>;
}

/** What came of a reload: a file with faults changes nothing. */
export type ReloadAnswer =
  | { readonly change: SiteChange; readonly warnings: readonly string[] }
  | { readonly faults: readonly SiteFault[] };

/** An error on its way from a site to the command that has asked. */
export type SentError = Pick<FrameferryError, "code" | "kind" | "message" | "remedy">;
