import { describeRejection, rejectionRemedy } from "../../core/service/rejection-remedy.ts";
import type { Endpoint } from "../endpoint/endpoint.ts";

type Rejecting = Pick<Endpoint["health"], "sameRejection" | "isExcluded">;

/** The first answers of these services, each in its words. */
export function rejectionsInWords(
  endpoints: readonly Pick<Endpoint, "service" | "health">[],
): string {
  return endpoints
    .flatMap(({ service, health: { sameRejection } }) =>
      sameRejection === null ? [] : [describeRejection(service, sameRejection)],
    )
    .join(", ");
}

/** The warning of a service that rejects whatever it is sent, while the run goes on. */
export function rejectionWarning(words: string, { sameRejection, isExcluded }: Rejecting): string {
  const remedy = sameRejection === null ? "" : `: ${rejectionRemedy(sameRejection.status)}`;
  return `${words}${isExcluded ? ", and it gets no more frames in this run" : ""}${remedy}`;
}
