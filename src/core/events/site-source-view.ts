/** A source of a site, as those read it who show the whole site. */
export interface SiteSourceView {
  /** Its name in the site file, with that of the service if it has several: `gate/plates`. */
  readonly name: string;
  readonly state: SiteSourceState;
  /** Number of runs after the first that a failure made necessary, since the site began. */
  readonly restarts: number;
}

/**
 * State of a source of a site. `waiting`: it failed, and is started again in a moment. `draining`: it takes nothing more, and
 * delivers what has landed. `stopping`: it finishes what is in flight. `ended`: it came to its end, or was stopped.
 * `failed`: it cannot go on before a person has changed something.
 */
export type SiteSourceState = (typeof SITE_SOURCE_STATES)[number];

export const SITE_SOURCE_STATES = [
  "running",
  "waiting",
  "paused",
  "draining",
  "stopping",
  "ended",
  "failed",
] as const;
