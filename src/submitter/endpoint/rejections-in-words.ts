import { describeRejection, rejectionRemedy } from "../../core/service/rejection-remedy.ts";
import type { Endpoint } from "./endpoint.ts";

type RejectingEndpoint = Pick<Endpoint, "service" | "sameRejection" | "isLeftOut">;

/** What the first answers of these services were, each in its words. */
export function rejectionsInWords(lines: readonly RejectingEndpoint[]): string {
  return lines
    .flatMap(({ service, sameRejection }) =>
      sameRejection === null ? [] : [describeRejection(service, sameRejection)],
    )
    .join(", ");
}

/** What a person should know of a service that refuses whatever it is sent, while the run goes on. */
export function refusalWarning(
  words: string,
  { sameRejection, isLeftOut }: RejectingEndpoint,
): string {
  const remedy = sameRejection === null ? "" : `: ${rejectionRemedy(sameRejection.status)}`;
  return `${words}${isLeftOut ? ", and it gets no more frames in this run" : ""}${remedy}`;
}
