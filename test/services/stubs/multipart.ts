import { checkNames, checkPost, fieldsIn, fileIn } from "./checks.ts";
import type { StubRules } from "./stub.ts";

/** A service as FastAPI's tutorial writes it, `def predict(image: UploadFile)`, and its error for a missing field. */
export const multipartStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/predict");
    const fields = fieldsIn(request);
    checkNames(fields.keys(), ["image"]);
    return [fileIn(fields, "image")];
  },
  accepted: (_, images) => ({ body: { bytes: images[0]?.length } }),
  overloadedWithWait: {
    answer: { status: 429, body: { detail: "slow down" }, headers: { "retry-after": "7" } },
    waitMs: 7000,
  },
  overloadedWithoutWait: { status: 503, body: { detail: "busy\r\n\u001B[31m" } },
  broken: { status: 500, body: "Internal Server\nError" },
  refusing: {
    status: 422,
    body: { detail: [{ type: "missing", loc: ["body", "file"], msg: "Field required" }] },
  },
  routes: {
    "/openapi.json": {
      body: {
        openapi: "3.1.0",
        info: { title: "FastAPI", version: "0.1.0" },
        paths: {
          "/predict": {
            post: {
              operationId: "predict_predict_post",
              requestBody: {
                content: {
                  "multipart/form-data": {
                    schema: { $ref: "#/components/schemas/Body_predict_predict_post" },
                  },
                },
                required: true,
              },
            },
          },
          "/healthz": { get: { operationId: "healthz_healthz_get" } },
        },
        components: {
          schemas: {
            Body_predict_predict_post: {
              properties: {
                top: { type: "integer", title: "Top" },
                image: { type: "string", format: "binary", title: "Image" },
              },
              type: "object",
              required: ["image"],
            },
          },
        },
      },
    },
  },
  // Flask and FastAPI answer HEAD on a route for POST with 405: they are there.
  readiness: {
    method: "HEAD",
    path: "/predict",
    ready: { status: 405, body: "" },
    notReady: { status: 503, body: "" },
  },
};
