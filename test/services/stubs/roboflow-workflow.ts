import { base64In, check, checkPost, jsonIn, objectWith } from "./checks.ts";
import { roboflowStub } from "./roboflow.ts";
import type { StubRules } from "./stub.ts";

/**
 * A workflow on a Roboflow Inference server with one image as input, by its newer or its older route
 * (roboflow/inference, interfaces/http/routes/workflows.py, entities/requests/workflows.py).
 */
export function roboflowWorkflowStub(route: string): StubRules {
  return {
    ...roboflowStub,
    imagesIn: (request) => {
      checkPost(request, route);
      const body = objectWith(jsonIn(request), ["inputs"], ["api_key", "use_cache"]);
      check(body["api_key"] === "roboflow-key", "the key is missing");
      const { image, confidence } = objectWith(body["inputs"], ["image"], ["confidence"]);
      check(confidence === undefined || typeof confidence === "number", "that is no confidence");
      return (Array.isArray(image) ? image : [image]).map((each) => {
        const { type, value } = objectWith(each, ["type", "value"]);
        check(type === "base64", `the image's type is ${String(type)}`);
        return base64In(value);
      });
    },
    accepted: (_, images) => ({
      body: { outputs: images.map(() => ({ cats: FOUND, count: 1 })), profiler_trace: [] },
    }),
  };
}

const FOUND = {
  image: { width: 640, height: 480 },
  predictions: [
    {
      ...{ width: 40, height: 20, x: 100, y: 60, confidence: 0.9, class_id: 0, class: "cat" },
      ...{ detection_id: "d", parent_id: "image" },
    },
  ],
};
