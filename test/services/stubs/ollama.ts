import { base64In, check, checkPost, jsonIn, listIn, objectWith, textIn } from "./checks.ts";
import type { StubRules } from "./stub.ts";

const OPTIONAL = [
  "options",
  "format",
  "system",
  "template",
  "raw",
  "keep_alive",
  "suffix",
  "think",
];

/** Ollama's generate route, which streams unless told otherwise (ollama/ollama, docs/api.md). */
export const ollamaStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/api/generate");
    const body = objectWith(jsonIn(request), ["model", "prompt", "stream", "images"], OPTIONAL);
    check(body["model"] === "llava", `the model is ${String(body["model"])}`);
    check(textIn(body["prompt"]) !== "", "there is no prompt");
    check(body["stream"] === false, "the answer would be a stream");
    return listIn(body["images"]).map(base64In);
  },
  accepted: () => ({
    body: {
      model: "llava",
      created_at: "2023-11-03T15:36:02.583064Z",
      response: "a cat\non a mat",
      done: true,
      total_duration: 2_938_432_250,
    },
  }),
  overloadedWithWait: {
    answer: { status: 503, body: { error: "server busy" }, headers: { "retry-after": "5" } },
    waitMs: 5000,
  },
  overloadedWithoutWait: {
    status: 503,
    body: { error: "server busy, please try again.  maximum pending requests exceeded" },
  },
  broken: { status: 500, body: { error: "llama runner process has terminated" } },
  refusing: { status: 404, body: { error: "model 'llava' not found" } },
  routes: { "/api/version": { body: { version: "0.5.1" } } },
  readiness: {
    method: "GET",
    path: "/api/tags",
    ready: { body: { models: [{ name: "llava:latest" }] } },
    notReady: { body: { models: [{ name: "llama3.2:latest" }] } },
  },
};
