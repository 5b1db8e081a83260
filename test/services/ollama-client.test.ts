import { readFile } from "node:fs/promises";
import { Ollama } from "ollama";
import { expect, test } from "vitest";
import { sendFiles } from "../../src/index.ts";
import { temporaryFolder } from "../core/temporary-folder.ts";
import { ollamaStub } from "./stubs/ollama.ts";
import { Stub } from "./stubs/stub.ts";
import { turnedFrames } from "./turned-text.ts";

test("a frame is sent just as Ollama's own client sends it", async () => {
  await using home = await temporaryFolder();
  await using stub = await Stub.start(ollamaStub);
  const [{ path }] = (await turnedFrames(home.path)) as [{ path: string }];
  const asked = { model: "llava", prompt: "What does it say?" };
  const client = new Ollama({ host: stub.url });
  const answer = await client.generate({ ...asked, images: [await readFile(path)], stream: false });
  expect(answer).toMatchObject({ response: "a cat\non a mat", done: true });
  const ollama = { ...asked, protocol: "ollama", params: { temperature: "0" } } as const;
  await sendFiles({ ...asked, protocol: "ollama", to: stub.url, stateFolder: home.path, paths: [path] }).summary;
  const [theirs, ours] = stub.requests.filter(({ method }) => method === "POST");
  expect(stub.violations).toEqual([]);
});
