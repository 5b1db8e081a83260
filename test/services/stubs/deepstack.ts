import { check, checkNames, checkPost, fieldsIn, fileIn, valueIn } from "./checks.ts";
import type { StubRules } from "./stub.ts";

/**
 * CodeProject.AI's object detector, which is DeepStack's as well: it reports a failing module with
 * status 200 (codeproject/CodeProject.AI-Server, api/api_reference.md).
 */
export const deepstackStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/v1/vision/detection");
    const fields = fieldsIn(request);
    checkNames(fields.keys(), ["image", "min_confidence", "api_key"]);
    if (fields.has("min_confidence")) {
      const least = Number(valueIn(fields, "min_confidence"));
      check(least >= 0 && least <= 1, "min_confidence lies outside 0 to 1");
    }
    return [fileIn(fields, "image")];
  },
  accepted: () => ({
    body: {
      success: true,
      predictions: [
        { label: "person", confidence: 0.8, x_min: 100, y_min: 50, x_max: 300, y_max: 450 },
      ],
    },
  }),
  overloadedWithWait: {
    answer: { status: 503, body: { success: false }, headers: { "retry-after": "2" } },
    waitMs: 2000,
  },
  overloadedWithoutWait: { body: { success: false, error: "The queue is full", code: 503 } },
  broken: { body: { success: false, error: "Unable to load the detection module", code: 500 } },
  refusing: { status: 400, body: { success: false, error: "Invalid image" } },
  readiness: {
    method: "GET",
    path: "/v1/status/ping",
    ready: { body: { success: true } },
    notReady: { body: { success: false } },
  },
};
