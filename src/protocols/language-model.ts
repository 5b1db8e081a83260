import type { BatchProtocol, Protocol, ReadinessProbe } from "../core/protocol.ts";
import { asSingle } from "./as-single.ts";
import { base64Room, type ImageText, JSON_HEADERS, partsAround } from "./base64-body.ts";
import { routeProbe } from "./probes.ts";
import { LANGUAGE_MODEL_TIMEOUT_MS } from "./timeouts.ts";

/** What one language model's interface differs in from another's. */
export interface LanguageModel {
  readonly route: string;
  /** The JSON body of a request with these images; it must hold each once, in their order. */
  readonly bodyOf: (images: readonly ImageText[]) => unknown;
  readonly judge: BatchProtocol["judge"];
  readonly probe: ReadinessProbe;
  /** Header fields of every request besides its content type. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A protocol of JSON with one prompt and any number of images. */
export function languageModel(model: LanguageModel): Protocol {
  const { route, bodyOf, judge, probe } = model;
  const headers = { ...JSON_HEADERS, ...model.headers };
  const batch: BatchProtocol = {
    encode: (_, images) => ({ headers, around: partsAround(images, bodyOf) }),
    judge,
  };
  return {
    ...base64Room(bodyOf),
    ...asSingle(batch),
    batch,
    route,
    timeoutMs: LANGUAGE_MODEL_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe,
  };
}

/**
 * Asks a route of a service of the public net. One that refuses the question is there: the first frame
 * brings a better reason than a minute of waiting, and a key may be good for nothing but frames.
 *
 * @param headers header fields of the question.
 */
export function presenceProbe(
  route: string,
  headers: Readonly<Record<string, string>> = {},
): ReadinessProbe {
  const probe = routeProbe(route);
  return {
    ...probe,
    headers,
    whyNotReady: (answer) => {
      const { status } = answer;
      const isRejection = status >= 400 && status < 500 && status !== 408 && status !== 429;
      return isRejection ? null : probe.whyNotReady(answer);
    },
  };
}
