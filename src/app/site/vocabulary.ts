import type { z } from "zod";

/** Commands that a source of a site may be of; each has an option of its own for where frames come from. */
export type SiteCommand = "run" | "watch" | "send" | "work";

export const SITE_COMMANDS: readonly SiteCommand[] = ["run", "watch", "send", "work"];

/** An option as a site file names it: like its flag, without dashes before it and with `_` for those within. */
export interface SiteOption {
  readonly name: string;
  /** Its name in the schema. */
  readonly key: string;
  readonly check: () => z.ZodType;
  /** True if it is only on or off. */
  readonly isSwitch: boolean;
  /** True if `false` turns it off, as `no_proxy` of the environment does with `proxy`. */
  readonly canBeOff: boolean;
  /** True if it is a list, which may have several values. */
  readonly isList: boolean;
  /** True if no flag gives it, so that it has no variable in the environment either. */
  readonly isArgument: boolean;
  /** What it means, for editors. */
  readonly help: string;
}

/** All names that a site file may use, by where they may stand. */
export interface SiteVocabulary {
  /** Those of each command. */
  readonly commands: Readonly<Record<SiteCommand, readonly SiteOption[]>>;
  /** Those of a service. */
  readonly services: readonly SiteOption[];
  /** Those of the site itself, such as `dashboard`. */
  readonly site: readonly SiteOption[];
}

/** Value of a source's own key, such as that of `watch`, as an option. */
export const SOURCE_KEYS: Readonly<Record<SiteCommand, string>> = {
  run: "video",
  watch: "folders",
  send: "paths",
  work: "broker",
};

/** Options of the commands that a site file may not have, and why. */
export const REFUSED: Readonly<Record<string, string>> = {
  dashboard: "belongs to the whole site: write it at the left margin",
  dashboard_token: "belongs to the whole site: write it at the left margin",
  metrics: "belongs to the whole site: write it at the left margin",
  metrics_token: "belongs to the whole site: write it at the left margin",
  restart:
    "would forget what was delivered at each start of the site; the command forget does it once",
  results_overwrite:
    "would remove the results at each start of the site; the command forget removes them once",
  until_pid:
    "is a number that another process has after the next start; until_file names a file instead",
};
