import { check, checkNames, checkPost, fieldsIn, fileIn, valueIn } from "./checks.ts";
import type { StubRules } from "./stub.ts";

/** Settings and the ranges that they may have. */
const RANGES: Readonly<Record<string, readonly [least: number, most: number]>> = {
  imgsz: [32, 1280],
  conf: [0.01, 1],
  iou: [0, 0.95],
};

/** The model's ID of the shared inference. */
export const ULTRALYTICS_MODEL = "R6nMlK6kQjSsQ76MPqQM";

const IMAGE = {
  shape: [1080, 1920],
  results: [
    { class: 0, name: "person", confidence: 0.92, box: { x1: 100, y1: 50, x2: 300, y2: 400 } },
  ],
  speed: { preprocess: 1.2, inference: 12.5, postprocess: 2.3 },
};

/**
 * Ultralytics Platform's shared inference (ultralytics/ultralytics, docs/en/platform/deploy/inference.md, and
 * api/index.md, 2026).
 */
export const ultralyticsStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, `/api/models/${ULTRALYTICS_MODEL}/predict`);
    const { authorization = "" } = request.headers;
    check(/^Bearer \S+$/u.test(authorization), "there is no bearer token");
    const fields = fieldsIn(request);
    checkNames(fields.keys(), ["file", ...Object.keys(RANGES)]);
    for (const [name, [least, most]] of Object.entries(RANGES)) {
      const value = fields.has(name) ? Number(valueIn(fields, name)) : least;
      check(value >= least && value <= most, `${name} lies outside ${least} to ${most}`);
    }
    return [fileIn(fields, "file")];
  },
  accepted: () => ({ body: { images: [IMAGE], metadata: { imageCount: 1, model: "m.pt" } } }),
  overloadedWithWait: {
    answer: { status: 429, body: { error: "Rate limited" }, headers: { "retry-after": "12" } },
    waitMs: 12_000,
  },
  overloadedWithoutWait: { status: 503, body: { error: "Service unavailable" } },
  broken: { status: 500, body: { error: "Server error" } },
  refusing: { status: 401, body: { error: "Unauthorized" } },
  readiness: {
    method: "HEAD",
    path: "/",
    ready: { status: 404, body: "" },
    notReady: { status: 503, body: "" },
  },
};
