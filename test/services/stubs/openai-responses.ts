import { check, checkPost, jsonIn, listIn, objectWith, textIn } from "./checks.ts";
import { error, imageInUri, OPENAI_FAULTS } from "./openai-answers.ts";
import type { StubRules } from "./stub.ts";

const OPTIONAL = ["max_output_tokens", "temperature", "reasoning", "instructions", "text"];

/** Responses with images (OpenAI API reference, "Create a model response"; guide "Images and vision"). */
export const openaiResponsesStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/v1/responses");
    const body = objectWith(jsonIn(request), ["model", "input", "store"], OPTIONAL);
    check(body["model"] === "gpt-5-mini", `the model is ${String(body["model"])}`);
    check(body["store"] === false, "the frame would be kept");
    const [message, ...more] = listIn(body["input"]);
    check(more.length === 0, "there is more than one message");
    const { role, content } = objectWith(message, ["role", "content"]);
    check(role === "user", `the role is ${String(role)}`);
    const [text, ...images] = listIn(content);
    const prompt = objectWith(text, ["type", "text"]);
    check(prompt["type"] === "input_text" && textIn(prompt["text"]) !== "", "there is no prompt");
    return images.map(imageIn);
  },
  accepted: (_, images) => ({
    body: {
      id: "resp_67c",
      object: "response",
      status: "completed",
      error: null,
      incomplete_details: null,
      output: [
        { id: "rs_1", type: "reasoning", summary: [{ type: "summary_text", text: "counting" }] },
        {
          id: "msg_1",
          type: "message",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text: `${images.length} cats`, annotations: [] }],
        },
      ],
      usage: { input_tokens: 328, output_tokens: 52, total_tokens: 380 },
    },
  }),
  overloadedWithoutWait: error(503, null, "The engine is currently overloaded"),
  ...OPENAI_FAULTS,
  readiness: {
    method: "GET",
    path: "/v1/models",
    ready: { body: { object: "list", data: [{ id: "gpt-5-mini", object: "model" }] } },
    notReady: error(503, null, "The engine is currently overloaded"),
  },
};

function imageIn(part: unknown): Buffer {
  const { type, image_url: url } = objectWith(part, ["type", "image_url"], ["detail"]);
  check(type === "input_image", `the part's type is ${String(type)}`);
  return imageInUri(url);
}
