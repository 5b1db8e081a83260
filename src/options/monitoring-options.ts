import { z } from "zod";
import { type ListenAddress, listenAddress } from "./listen-address.ts";
import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";
import { type ReportOptions, reportSchema } from "./report-options.ts";

/** What can be seen of a run while it lasts: a dashboard for people, metrics and health for other programs; and its report. */
export interface MonitoringOptions extends ReportOptions {
  /**
   * Place where a page that shows the run is served while it lasts, with `/metrics`, `/healthz` and `/readyz` unless
   * `metrics` names another place; any other host than this machine needs `dashboardToken`. `null`: nowhere.
   * @default null
   */
  readonly dashboard: ListenAddress | null;
  /** Token that the page asks for, and that programs send as `Authorization: Bearer`. `null`: none. @default null */
  readonly dashboardToken: string | null;
  /**
   * Place where `/metrics`, `/healthz` and `/readyz` are served while the run lasts; any other host than this
   * machine needs `metricsToken`. `null`: nowhere. @default null
   */
  readonly metrics: ListenAddress | null;
  /** Token that each request must carry, as `Authorization: Bearer`. `null`: none. @default null */
  readonly metricsToken: string | null;
}

export const monitoringSchema: OptionsSchema<MonitoringOptions> = {
  dashboard: optional(listenAddress, null),
  dashboardToken: optional(token, null),
  metrics: optional(listenAddress, null),
  metricsToken: optional(token, null),
  ...reportSchema,
};

/** Shorter ones can be guessed, since nothing slows down whoever tries. */
const MIN_TOKEN_LENGTH = 16;

function token(): z.ZodType<string> {
  const message = `must be at least ${MIN_TOKEN_LENGTH} letters, digits or signs without spaces, such as openssl rand -hex 16 prints`;
  return z.string(message).regex(new RegExp(`^[\\x21-\\x7e]{${MIN_TOKEN_LENGTH},}$`, "u"), message);
}
