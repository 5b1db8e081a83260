import { expect, test } from "vitest";
import type { SendProbe } from "../../src/core/service/probe-request.ts";
import { detectService } from "../../src/protocols/detect-service.ts";

const never = new AbortController().signal;

async function detected(address: string) {
  const asked: string[] = [];
  const ask: SendProbe = async (question) => {
    asked.push(question.address);
    return { fault: "unreachable", reason: "nobody" };
  };
  const found = await detectService(address, ask, never);
  return { found, asked };
}

test.each([
  ["https://api.anthropic.com", "anthropic", {}],
  ["https://gateway.example/claude/v1/messages", "anthropic", {}],
  ["https://generativelanguage.googleapis.com/v1beta", "gemini", {}],
  [
    "https://europe-west4-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/google",
    "gemini",
    {},
  ],
  [
    "http://proxy.local/v1beta/models/gemini-2.5-flash:generateContent",
    "gemini",
    { model: "gemini-2.5-flash" },
  ],
  ["https://api.openai.com/v1/responses", "openai-responses", {}],
  ["https://x.openai.azure.com/openai/v1/responses?api-version=preview", "openai-responses", {}],
])(
  "an address %s shows that it speaks %s, and nobody is asked",
  async (address, protocol, settings) => {
    const { found, asked } = await detected(address);
    expect(found).toMatchObject({ protocol, address, settings });
    expect(asked).toEqual([]);
  },
);

test.each([
  "https://anthropic.com.example/",
  "http://127.0.0.1:8000/responses",
  "http://h/models/m",
  "https://generativelanguage.googleapis.com/v1beta/openai/",
  "https://api.anthropic.com/v1/chat/completions",
])("an address %s shows nothing by itself, and is asked", async (address) => {
  expect((await detected(address)).asked).not.toEqual([]);
});
