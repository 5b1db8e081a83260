import { z } from "zod";
import { type ListenAddress, listenAddress } from "./listen-address.ts";
import { optional } from "./option.ts";
import type { OptionsSchema } from "./options-schema.ts";

/** Metrics and health of a run, for other programs to read. */
export interface MonitoringOptions {
  /**
   * Place where `/metrics`, `/healthz` and `/readyz` are served while the run lasts; any other host than this
   * machine needs `metricsToken`. `null`: nowhere. @default null
   */
  readonly metrics: ListenAddress | null;
  /** Token that each request must carry, as `Authorization: Bearer`. `null`: none. @default null */
  readonly metricsToken: string | null;
}

export const monitoringSchema: OptionsSchema<MonitoringOptions> = {
  metrics: optional(listenAddress, null),
  metricsToken: optional(token, null),
};

/** Shorter ones can be guessed, since nothing slows down whoever tries. */
const MIN_TOKEN_LENGTH = 16;

function token(): z.ZodType<string> {
  const message = `must be at least ${MIN_TOKEN_LENGTH} letters, digits or signs without spaces, such as openssl rand -hex 16 prints`;
  return z.string(message).regex(new RegExp(`^[\\x21-\\x7e]{${MIN_TOKEN_LENGTH},}$`, "u"), message);
}
