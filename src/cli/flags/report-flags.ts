import type { ResultsReportOptions } from "../../options/report-options.ts";
import type { Flag } from "./flags.ts";
import { STATE_FLAGS } from "./lookup-flags.ts";

/** The flags of `report`, in the order of the help. */
export const REPORT_FLAGS: readonly Flag<ResultsReportOptions>[] = [
  {
    key: "output",
    spelling: "-o, --output <path>",
    help: "file for the page; an earlier report is replaced (default: named after the source)",
  },
  ...STATE_FLAGS,
];
