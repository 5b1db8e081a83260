import { check, checkPost, jsonIn, listIn, objectWith, textIn } from "./checks.ts";
import { error, imageInUri, OPENAI_FAULTS } from "./openai-answers.ts";
import type { StubRules } from "./stub.ts";

const OPTIONAL = ["max_tokens", "max_completion_tokens", "temperature", "seed"];

/** Chat completions with image parts (OpenAI API reference, "Create chat completion"; guide "Images and vision"). */
export const openaiStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/v1/chat/completions");
    const body = objectWith(jsonIn(request), ["model", "messages"], OPTIONAL);
    check(body["model"] === "gpt-4o-mini", `the model is ${String(body["model"])}`);
    const [message, ...more] = listIn(body["messages"]);
    check(more.length === 0, "there is more than one message");
    const { role, content } = objectWith(message, ["role", "content"]);
    check(role === "user", `the role is ${String(role)}`);
    const [text, ...images] = listIn(content);
    const prompt = objectWith(text, ["type", "text"]);
    check(prompt["type"] === "text" && textIn(prompt["text"]) !== "", "there is no prompt");
    return images.map(imageIn);
  },
  accepted: (_, images) => ({
    body: {
      id: "chatcmpl-123",
      object: "chat.completion",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: `${images.length} cats`, refusal: null },
          finish_reason: "stop",
        },
      ],
      usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 },
    },
  }),
  overloadedWithoutWait: error(503, null, "Loading model"),
  ...OPENAI_FAULTS,
  readiness: {
    method: "GET",
    path: "/v1/models",
    ready: { body: { object: "list", data: [{ id: "gpt-4o-mini", object: "model" }] } },
    notReady: error(503, null, "Loading model"),
  },
};

function imageIn(part: unknown): Buffer {
  const { type, image_url: image } = objectWith(part, ["type", "image_url"]);
  check(type === "image_url", `the part's type is ${String(type)}`);
  const { url } = objectWith(image, ["url"], ["detail"]);
  return imageInUri(url);
}
