import type { BatchProtocol, Protocol, ReadinessProbe } from "../core/service/protocol.ts";
import { batchOfOne } from "./batch-of-one.ts";
import { base64BodyLayout, type ImageText, JSON_HEADERS, partsAround } from "./base64-body.ts";
import { routeProbe } from "./probes.ts";
import { LANGUAGE_MODEL_TIMEOUT_MS } from "./timeouts.ts";

/** The parts in which language model APIs differ. */
export interface LanguageModel {
  readonly route: string;
  /** Builds the JSON body of a request; it must contain each image once, in their order. */
  readonly bodyOf: (images: readonly ImageText[]) => unknown;
  readonly judge: BatchProtocol["judge"];
  readonly probe: ReadinessProbe;
  /** Header fields of every request besides its content type. @default none */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Creates a protocol of JSON with one prompt and any number of images. */
export function languageModel(model: LanguageModel): Protocol {
  const { route, bodyOf, judge, probe } = model;
  const headers = { ...JSON_HEADERS, ...model.headers };
  const batch: BatchProtocol = {
    encode: (_, images) => ({ headers, around: partsAround(images, bodyOf) }),
    judge,
  };
  return {
    ...base64BodyLayout(bodyOf),
    ...batchOfOne(batch),
    batch,
    route,
    timeoutMs: LANGUAGE_MODEL_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe,
  };
}

/**
 * Probe of a public service. A rejected probe shows that the service is there: the first frame brings a
 * better reason than a minute of waiting, and some keys are valid for frames only.
 *
 * @param headers header fields of the probe.
 */
export function presenceProbe(
  route: string,
  headers: Readonly<Record<string, string>> = {},
): ReadinessProbe {
  const probe = routeProbe(route);
  return {
    ...probe,
    headers,
    notReadyReason: (answer) => {
      const { status } = answer;
      const isRejection = status >= 400 && status < 500 && status !== 408 && status !== 429;
      return isRejection ? null : probe.notReadyReason(answer);
    },
  };
}
