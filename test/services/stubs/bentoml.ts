import { checkNames, checkPost, fieldsIn, fileIn, valueIn } from "./checks.ts";
import type { StubRules } from "./stub.ts";

/**
 * A BentoML method, `def classify(self, image: Image, top: int)`: files and values in one form; its
 * error when more is asked than `concurrency` allows (bentoml/BentoML, _bentoml_sdk/io_models.py).
 */
export const bentomlStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/classify");
    const fields = fieldsIn(request);
    checkNames(fields.keys(), ["image", "top"]);
    if (fields.has("top")) JSON.parse(valueIn(fields, "top"));
    return [fileIn(fields, "image")];
  },
  accepted: () => ({ body: ["cat", "dog"] }),
  overloadedWithWait: {
    answer: { status: 429, body: { error: "Too many requests" }, headers: { "retry-after": "4" } },
    waitMs: 4000,
  },
  overloadedWithoutWait: { status: 429, body: { error: "Too many requests" } },
  broken: { status: 500, body: { error: "An unexpected error has occurred" } },
  refusing: { status: 400, body: { error: "1 validation error for Input" } },
  routes: {
    "/docs.json": {
      body: {
        openapi: "3.0.2",
        paths: {
          "/readyz": { get: { tags: ["Infrastructure"] } },
          "/classify": {
            post: {
              "x-bentoml-name": "classify",
              requestBody: {
                content: {
                  "multipart/form-data": {
                    schema: { $ref: "#/components/schemas/classify__Input" },
                  },
                },
              },
            },
          },
        },
        components: {
          schemas: {
            classify__Input: {
              type: "object",
              properties: {
                image: { type: "file", format: "image", title: "Image" },
                top: { type: "integer", default: 1 },
              },
            },
          },
        },
      },
    },
  },
  readiness: {
    method: "GET",
    path: "/readyz",
    ready: { body: "" },
    notReady: { status: 503, body: "Runners are not ready." },
  },
};
