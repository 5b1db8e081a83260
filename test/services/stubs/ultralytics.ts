import { check, checkNames, checkPost, fieldsIn, fileIn, valueIn } from "./checks.ts";
import type { StubRules } from "./stub.ts";

/** Settings and the ranges that they may have. */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  size: [32, 1280],
  confidence: [0.01, 1],
  iou: [0, 0.95],
};

/** The shared inference API of Ultralytics HUB (ultralytics/ultralytics, docs/en/hub/inference-api.md, 2024). */
export const ultralyticsStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/v1/predict/R6nMlK6kQjSsQ76MPqQM");
    check(request.headers["x-api-key"] !== undefined, "there is no x-api-key");
    const fields = fieldsIn(request);
    checkNames(fields.keys(), ["image", ...Object.keys(RANGES)]);
    for (const [name, [least, most]] of Object.entries(RANGES)) {
      const value = fields.has(name) ? Number(valueIn(fields, name)) : least;
      check(value >= least && value <= most, `${name} lies outside ${least} to ${most}`);
    }
    return [fileIn(fields, "image")];
  },
  accepted: () => ({
    body: {
      success: true,
      message: "Inference complete.",
      data: [
        {
          class: 0,
          name: "person",
          confidence: 0.92,
          width: 0.5,
          height: 0.75,
          xcenter: 0.5,
          ycenter: 0.5,
        },
      ],
    },
  }),
  overloadedWithWait: {
    answer: { status: 429, body: { message: "limit" }, headers: { "retry-after": "10" } },
    waitMs: 10_000,
  },
  overloadedWithoutWait: { status: 429, body: { message: "limit" } },
  broken: { body: { success: false, message: "Inference failed." } },
  refusing: { status: 401, body: { success: false, message: "Invalid API key." } },
  readiness: {
    method: "HEAD",
    path: "/",
    ready: { status: 404, body: "" },
    notReady: { status: 503, body: "" },
  },
};
