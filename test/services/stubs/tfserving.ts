import { base64In, checkPost, jsonIn, listIn, objectWith } from "./checks.ts";
import type { StubRules } from "./stub.ts";

/**
 * TensorFlow Serving's predict API in the row format, with binary values as `{"b64": ...}`
 * (tensorflow/serving, g3doc/api_rest.md).
 */
export const tfservingStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/v1/models/half_plus_three:predict");
    const { instances } = objectWith(jsonIn(request), ["instances"], ["signature_name"]);
    return listIn(instances).map((instance) => base64In(objectWith(instance, ["b64"])["b64"]));
  },
  // The page allows bare NaN and Infinity in answers.
  accepted: (_, images) => ({
    headers: { "content-type": "application/json" },
    body: `{\n    "predictions": [${images.map((__, index) => `[0.${index + 1}, NaN, -Infinity]`).join(", ")}]\n}`,
  }),
  overloadedWithWait: {
    answer: { status: 429, body: { error: "slow down" }, headers: { "retry-after": "3" } },
    waitMs: 3000,
  },
  overloadedWithoutWait: { status: 503, body: { error: "Servable is not available." } },
  broken: { status: 500, body: { error: "Session was not created." } },
  refusing: { status: 404, body: { error: "Servable not found for request: Latest(half)" } },
  routes: {
    "/v1/models": { status: 404, body: { error: "Malformed request: GET /v1/models" } },
  },
  readiness: {
    method: "GET",
    path: "/v1/models/half_plus_three",
    ready: { body: statusOf("AVAILABLE") },
    notReady: { body: statusOf("LOADING") },
  },
};

function statusOf(state: string): unknown {
  const status = { error_code: "OK", error_message: "" };
  return { model_version_status: [{ version: "123", state, status }] };
}
