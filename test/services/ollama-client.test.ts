import { readFile } from "node:fs/promises";
import { Ollama } from "ollama";
import { expect, test } from "vitest";
import { sendFiles } from "../../src/index.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import type { ReceivedRequest } from "../support/services/collector.ts";
import { ollamaStub } from "./stubs/ollama.ts";
import { Stub } from "./stubs/stub.ts";
import { turnedFrames } from "./turned-text.ts";

test("a frame is sent just as Ollama's own client sends it", async () => {
  await using home = await temporaryFolder();
  await using stub = await Stub.start(ollamaStub);
  const [path = ""] = (await turnedFrames(home.path)).map((frame) => frame.path);
  const asked = { model: "llava", prompt: "What does it say?" };
  const client = new Ollama({ host: stub.url });
  const answer = await client.generate({ ...asked, images: [await readFile(path)], stream: false });
  expect(answer).toMatchObject({ response: "a cat\non a mat", done: true });
  const ours = { ...asked, protocol: "ollama", to: stub.url, state: home.path } as const;
  const { delivered } = await sendFiles({ ...ours, paths: [path] }).summary;
  expect([delivered, stub.violations]).toEqual([1, []]);
  const [first, second] = stub.requests.filter(({ method }) => method === "POST");
  expect(second?.path).toBe(first?.path);
  expect(second?.headers["content-type"]).toBe(first?.headers["content-type"]);
  expect(jsonIn(second)).toEqual(jsonIn(first));
});

function jsonIn(request: ReceivedRequest | undefined): unknown {
  return JSON.parse(request?.body.toString() ?? "");
}
