import type { SiteOptions } from "../../options/site-options.ts";
import type { Flag } from "./flags.ts";
import { STATE_FLAGS } from "./lookup-flags.ts";

/** Flags that tell which site at work a command is for. */
export const SITE_FLAGS: readonly Flag<SiteOptions>[] = [
  {
    key: "site",
    spelling: "--site <file>",
    help: "its site file, where several sites run (default: the only one)",
  },
  ...STATE_FLAGS,
];
