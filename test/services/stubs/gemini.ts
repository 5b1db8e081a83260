import { base64In, check, checkPost, jsonIn, listIn, objectWith, textIn } from "./checks.ts";
import type { StubRules } from "./stub.ts";

const OPTIONAL = ["generationConfig", "safetySettings", "systemInstruction", "tools"];

/** An error as Google's interfaces put it (AIP-193), with its details. */
function error(
  code: number,
  status: string,
  message: string,
  details: readonly unknown[] = [],
): { status: number; body: unknown } {
  return { status: code, body: { error: { code, message, status, details } } };
}

/** `generateContent` with inline images (ai.google.dev, "Generating content", "Image understanding"). */
export const geminiStub: StubRules = {
  imagesIn: (request) => {
    checkPost(request, "/v1beta/models/gemini-2.5-flash:generateContent");
    const body = objectWith(jsonIn(request), ["contents"], OPTIONAL);
    const [content, ...more] = listIn(body["contents"]);
    check(more.length === 0, "there is more than one turn");
    const { role, parts } = objectWith(content, ["role", "parts"]);
    check(role === "user", `the role is ${String(role)}`);
    const [text, ...images] = listIn(parts);
    check(textIn(objectWith(text, ["text"])["text"]) !== "", "there is no prompt");
    return images.map(imageIn);
  },
  accepted: (_, images) => ({
    body: {
      candidates: [
        {
          content: {
            role: "model",
            parts: [
              { text: "Let me count.", thought: true },
              { text: `${images.length} ` },
              { text: "cats" },
            ],
          },
          finishReason: "STOP",
          index: 0,
        },
      ],
      usageMetadata: { promptTokenCount: 264, candidatesTokenCount: 2, totalTokenCount: 266 },
      modelVersion: "gemini-2.5-flash",
    },
  }),
  overloadedWithWait: {
    answer: error(429, "RESOURCE_EXHAUSTED", "You exceeded your current quota", [
      { "@type": "type.googleapis.com/google.rpc.QuotaFailure", violations: [] },
      { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "12.7s" },
    ]),
    waitMs: 12_700,
  },
  overloadedWithoutWait: error(503, "UNAVAILABLE", "The model is overloaded."),
  broken: error(500, "INTERNAL", "An internal error has occurred."),
  refusing: error(400, "INVALID_ARGUMENT", "Unable to process input image."),
  readiness: {
    method: "GET",
    path: "/v1beta/models/gemini-2.5-flash",
    ready: { body: { name: "models/gemini-2.5-flash", version: "001" } },
    notReady: error(503, "UNAVAILABLE", "The service is currently unavailable."),
  },
};

function imageIn(part: unknown): Buffer {
  const { inline_data: image } = objectWith(part, ["inline_data"]);
  const { mime_type: type, data } = objectWith(image, ["mime_type", "data"]);
  const bytes = base64In(data);
  check(type === (bytes[0] === 0x89 ? "image/png" : "image/jpeg"), "the type is not the image's");
  return bytes;
}
