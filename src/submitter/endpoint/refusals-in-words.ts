import { refusalInWords, refusalRemedy } from "../../core/refusal-remedy.ts";
import type { Endpoint } from "./endpoint.ts";

type RefusingLine = Pick<Endpoint, "service" | "sameRefusal" | "isLeftOut">;

/** What the first answers of these services were, each in its words. */
export function refusalsInWords(lines: readonly RefusingLine[]): string {
  return lines
    .flatMap(({ service, sameRefusal }) =>
      sameRefusal === null ? [] : [refusalInWords(service, sameRefusal)],
    )
    .join(", ");
}

/** What a person should know of a service that refuses whatever it is sent, while the run goes on. */
export function refusalWarning(words: string, { sameRefusal, isLeftOut }: RefusingLine): string {
  const remedy = sameRefusal === null ? "" : `: ${refusalRemedy(sameRefusal.status)}`;
  return `${words}${isLeftOut ? ", and it gets no more frames in this run" : ""}${remedy}`;
}
