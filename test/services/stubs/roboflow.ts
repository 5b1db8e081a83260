import type { ReceivedRequest } from "../../support/services/collector.ts";
import { base64In, check, checkPost, jsonIn, objectWith } from "./checks.ts";
import type { StubRules } from "./stub.ts";

const KEYS = ["model_id", "image"];
const OPTIONAL = ["api_key", "confidence", "iou_threshold", "max_detections"];

/**
 * Roboflow Inference's object detection: an image or a list of images in base64 (roboflow/inference,
 * entities/requests/inference.py and responses/inference.py, interfaces/http/error_handlers.py).
 */
export const roboflowStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/infer/object_detection");
    const body = objectWith(jsonIn(request), KEYS, OPTIONAL);
    check(body["model_id"] === "cats/1", `the model is ${String(body["model_id"])}`);
    const { confidence = 0.4 } = body;
    check(typeof confidence === "number", "the confidence is no number");
    const { image } = body;
    return (Array.isArray(image) ? image : [image]).map((each) => {
      const { type, value } = objectWith(each, ["type", "value"]);
      check(type === "base64", `the image's type is ${String(type)}`);
      return base64In(value);
    });
  },
  accepted: (request, images) => {
    const answers = images.map((_, index) => detectionAt(100 + index));
    return { body: isBatch(request) ? answers : answers[0] };
  },
  overloadedWithWait: {
    answer: {
      status: 503,
      body: { message: "Model is temporarily not ready - retry request." },
      headers: { "retry-after": "1" },
    },
    waitMs: 1000,
  },
  overloadedWithoutWait: {
    status: 503,
    body: { message: "Internal error. Could not connect to Roboflow API." },
  },
  broken: { status: 502, body: { message: "Internal error. Request to Roboflow API failed." } },
  refusing: { status: 400, body: { message: "Could not load input image. Cause: truncated" } },
  readiness: {
    method: "GET",
    path: "/info",
    ready: { body: { name: "Roboflow Inference Server", version: "0.51.0", uuid: "a1" } },
    notReady: { status: 503, body: "starting" },
  },
};

function isBatch(request: ReceivedRequest): boolean {
  return Array.isArray((JSON.parse(request.body.toString("utf8")) as { image: unknown }).image);
}

/** Boxes are given by their middle. */
function detectionAt(x: number): unknown {
  const place = { x, y: 60, width: 40, height: 20 };
  const prediction = { ...place, confidence: 0.9, class: "cat", class_id: 0, detection_id: "d" };
  return {
    inference_id: "i",
    time: 0.05,
    image: { width: 640, height: 480 },
    predictions: [prediction],
  };
}
