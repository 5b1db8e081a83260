import { check, checkPost } from "./checks.ts";
import type { StubRules } from "./stub.ts";

const MODEL = "resnet-18";
const LIMIT_BYTES = 6_553_500;

function error(code: number, type: string, message: string): { status: number; body: unknown } {
  return { status: code, body: { code, type, message } };
}

/**
 * TorchServe's inference API: `curl .../predictions/resnet-18 -T image.jpg`, its errors as its own
 * OpenAPI description has them (pytorch/serve, docs/inference_api.md, inference_open_api.json).
 */
export const torchserveStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, `/predictions/${MODEL}`);
    check(`${request.headers["content-type"]}`.startsWith("image/"), "no type of an image");
    check(request.body.length <= LIMIT_BYTES, "the request is too large");
    return [request.body];
  },
  // The image classifier's handler: label to probability.
  accepted: () => ({ body: { tiger_cat: 0.46, tabby: 0.42 } }),
  overloadedWithWait: {
    // TorchServe names no pause itself, but a proxy in front of it may.
    answer: {
      ...error(503, "ServiceUnavailableException", "full"),
      headers: { "retry-after": "2" },
    },
    waitMs: 2000,
  },
  overloadedWithoutWait: error(
    503,
    "ServiceUnavailableException",
    `Model "${MODEL}" Version 1.0 has no worker to serve inference request.`,
  ),
  broken: error(500, "InternalServerException", "Worker died."),
  refusing: error(404, "ModelNotFoundException", "Model not found: other"),
  readiness: {
    method: "GET",
    path: "/ping",
    ready: { body: { status: "Healthy" } },
    notReady: { body: { status: "Unhealthy" } },
  },
};
