import type { Protocol } from "../core/service/protocol.ts";
import { listOf, objectOf } from "./json-value.ts";
import { type Flaw, judgeJson, type Meaning } from "./judge-json.ts";
import { multipartForm } from "./multipart-form.ts";
import { anyAnswerProbe } from "./probes.ts";
import type { Settings } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";
import { ultralyticsPredictions } from "./ultralytics-predictions.ts";
import { ultralyticsRoute } from "./ultralytics-route.ts";

/**
 * Ultralytics Platform: shared inference and dedicated endpoints, whose answers are alike
 * (ultralytics/ultralytics, docs/en/platform/deploy/inference.md and endpoints.md). `conf`, `iou`, `imgsz`
 * and the like are sent as form fields.
 */
export function ultralytics(settings: Settings): Protocol {
  const { field, params = {}, metadata = false } = settings;
  const isNormalized = /^(?:true|1)$/iu.test(params["normalize"] ?? "");
  return {
    ...multipartForm({ field: field ?? "file", fields: params, hasMetadata: metadata }),
    route: ultralyticsRoute(settings),
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: anyAnswerProbe,
    judge: (answer) => judgeJson(answer, (value) => read(value, isNormalized)),
  };
}

function read(value: unknown, isNormalized: boolean): Flaw | Meaning {
  const image = objectOf(listOf(objectOf(value)["images"])[0]);
  if (!Array.isArray(image["results"])) return { flaw: "the answer has no results" };
  return { predictions: ultralyticsPredictions(image, isNormalized) };
}
