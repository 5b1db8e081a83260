import { expect, test } from "vitest";
import { openapiHint } from "../../src/protocols/openapi-hint.ts";

const form = (field: string): object => ({
  post: {
    requestBody: {
      content: {
        "multipart/form-data": {
          schema: { properties: { [field]: { type: "string", format: "binary" } } },
        },
      },
    },
  },
});
const body = { post: { requestBody: { content: { "image/*": {} } } } };
const bento = { post: { "x-bentoml-name": "classify", ...body.post } };
const plain = { post: {} };
const at = (path: string): string => `http://127.0.0.1:8000${path}`;

test.each([
  ["404", 404, "/predictt", { "/predict": form("image") }, "it takes images at /predict"],
  [
    "405",
    405,
    "/",
    { "/v1/detect": form("image"), "/raw": body },
    "it takes images at /v1/detect, /raw",
  ],
  [
    "404 without uploads",
    404,
    "/predict",
    { "/v1/embed": plain, "/health": { get: {} } },
    "it takes a POST at /v1/embed",
  ],
  [
    "422 there",
    422,
    "/predict",
    { "/predict": form("file") },
    'it takes the image in the form field "file": use `field: "file"`',
  ],
  [
    "415 there",
    415,
    "/predict",
    { "/predict": body },
    'it takes the image as the whole body: use `protocol: "raw"`',
  ],
  [
    "400 there, BentoML",
    400,
    "/classify",
    { "/classify": bento },
    'it takes the image as the whole body: use `protocol: "bentoml"` with `params: { input: "root" }`',
  ],
])("a service's own description says what is wrong: %s", (_, status, path, paths, words) => {
  expect(openapiHint({ paths }, { address: at(path), status })).toBe(words);
});

test.each([
  ["no description", undefined, 404],
  ["a description of something else", { paths: { "/health": { get: {} } } }, 404],
  ["a path that exists", { paths: { "/predict": form("image") } }, 404],
  ["credentials", { paths: { "/other": form("image") } }, 401],
])("a service's own description gives no hint with %s", (_, description, status) => {
  expect(openapiHint(description, { address: at("/predict"), status })).toBeNull();
});
