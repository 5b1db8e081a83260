import type { SendOptions } from "../../options/send-options.ts";
import type { RequestQuota } from "../request-quota.ts";
import type { Sender } from "../send-result.ts";

/** A service that frames may go to. */
export interface EndpointConfig {
  /** Its address as it may be shown. */
  readonly service: string;
  readonly sender: Sender;
  /** Share of the frames that it is meant to have, relative to the others. @default 1 */
  readonly weight?: number;
  /** The limit that suited in an earlier run with `--concurrency auto`. @default null, where none is on record */
  readonly rememberedLimit?: number | null;
  /** Quota that its requests need. @default null, for none */
  readonly quota?: RequestQuota | null;
}

/** Options of the user for each service. */
export interface EndpointOptions extends Pick<
  SendOptions,
  "concurrency" | "maxConcurrency" | "retries" | "maxOutageMs"
> {
  /** Frames that share a request, at most. @default 1 */
  readonly batch?: number;
}
