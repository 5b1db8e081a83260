import type { Protocol } from "../core/service/protocol.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { anyAnswerProbe } from "./probes.ts";
import { rawBody } from "./raw-body.ts";
import { onlyParams, type Settings } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/** The image as the whole body. */
export function raw(settings: Settings): Protocol {
  onlyParams(settings, []);
  return {
    ...rawBody,
    route: "",
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: anyAnswerProbe,
    judge: (answer) => judgeAnswer(answer),
  };
}
