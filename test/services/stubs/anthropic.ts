import { base64In, check, checkPost, jsonIn, listIn, objectWith, textIn } from "./checks.ts";
import type { StubRules } from "./stub.ts";

const OPTIONAL = ["temperature", "system", "stop_sequences", "thinking"];

function error(status: number, type: string, message: string): { status: number; body: unknown } {
  return { status, body: { type: "error", error: { type, message }, request_id: "req_011" } };
}

/** The Messages with image blocks (platform.claude.com, "Create a Message", "Vision", "Errors"). */
export const anthropicStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/v1/messages");
    const version = request.headers["anthropic-version"];
    check(version === "2023-06-01", `anthropic-version is ${String(version)}`);
    const body = objectWith(jsonIn(request), ["model", "max_tokens", "messages"], OPTIONAL);
    check(Number.isInteger(body["max_tokens"]), "max_tokens is no whole number");
    check(body["model"] === "claude-haiku-4-5", `the model is ${String(body["model"])}`);
    const [message, ...more] = listIn(body["messages"]);
    check(more.length === 0, "there is more than one message");
    const { role, content } = objectWith(message, ["role", "content"]);
    check(role === "user", `the role is ${String(role)}`);
    const blocks = listIn(content);
    const prompt = objectWith(blocks.at(-1), ["type", "text"]);
    check(prompt["type"] === "text" && textIn(prompt["text"]) !== "", "there is no prompt");
    return blocks.slice(0, -1).map(imageIn);
  },
  accepted: (_, images) => ({
    body: {
      id: "msg_013",
      type: "message",
      role: "assistant",
      model: "claude-haiku-4-5",
      content: [
        { type: "thinking", thinking: "Let me count.", signature: "EqQB" },
        { type: "text", text: `${images.length} cats` },
      ],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 1200, output_tokens: 4 },
    },
  }),
  overloadedWithWait: {
    answer: {
      ...error(429, "rate_limit_error", "This request would exceed your rate limit."),
      headers: { "retry-after": "3" },
    },
    waitMs: 3000,
  },
  overloadedWithoutWait: error(529, "overloaded_error", "Overloaded"),
  broken: error(500, "api_error", "Internal server error"),
  refusing: error(400, "invalid_request_error", "Could not process image"),
  readiness: {
    method: "GET",
    path: "/v1/models",
    ready: { body: { data: [{ type: "model", id: "claude-haiku-4-5" }], has_more: false } },
    notReady: error(529, "overloaded_error", "Overloaded"),
  },
};

function imageIn(block: unknown): Buffer {
  const { type, source } = objectWith(block, ["type", "source"]);
  check(type === "image", `the block's type is ${String(type)}`);
  const given = objectWith(source, ["type", "media_type", "data"]);
  check(given["type"] === "base64", `the source's type is ${String(given["type"])}`);
  const bytes = base64In(given["data"]);
  const wanted = bytes[0] === 0x89 ? "image/png" : "image/jpeg";
  check(given["media_type"] === wanted, "the type is not the image's");
  return bytes;
}
