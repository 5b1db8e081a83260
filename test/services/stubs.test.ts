import { describe, expect, test } from "vitest";
import { bentomlStub } from "./stubs/bentoml.ts";
import { deepstackStub } from "./stubs/deepstack.ts";
import { kserveV2Stub } from "./stubs/kserve-v2.ts";
import { ollamaStub } from "./stubs/ollama.ts";
import { openaiStub } from "./stubs/openai.ts";
import { roboflowStub } from "./stubs/roboflow.ts";
import { Stub, type StubRules } from "./stubs/stub.ts";
import { tfservingStub } from "./stubs/tfserving.ts";
import { torchserveStub } from "./stubs/torchserve.ts";

/** What the stub finds wrong with a request; empty where it finds nothing. */
async function flaws(
  rules: StubRules,
  path: string,
  body: string | Uint8Array<ArrayBuffer> | FormData,
  headers: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  await using stub = await Stub.start(rules);
  const type = typeof body === "string" ? { "content-type": "application/json" } : {};
  await fetch(stub.url + path, { method: "POST", body, headers: { ...type, ...headers } });
  return stub.violations;
}

const kserve = kserveV2Stub({ name: "image", datatype: "BYTES", shape: [-1] }, true);

function tensor(json: object, bytes: readonly number[], length?: number) {
  const header = Buffer.from(JSON.stringify(json));
  const headers = {
    "content-type": "application/octet-stream",
    "inference-header-content-length": String(length ?? header.length),
  };
  return [Uint8Array.from([...header, ...bytes]), headers] as const;
}

function input(size: number, shape: readonly number[] = [1]): object {
  const parameters = { binary_data_size: size };
  return { inputs: [{ name: "image", shape, datatype: "BYTES", parameters }] };
}

describe("the stub services are strict", () => {
  test("about binary tensors", async () => {
    const path = "/v2/models/yolo/infer";
    const send = (...[body, headers]: ReturnType<typeof tensor>) =>
      flaws(kserve, path, body, headers);
    expect(await send(...tensor(input(6), [2, 0, 0, 0, 7, 7]))).toEqual([]);
    expect(await send(...tensor(input(2), [7, 7]))).toEqual(["a length is cut"]);
    expect(await send(...tensor(input(6), [0, 0, 0, 2, 7, 7]))).toEqual([
      "an element is longer than what is left",
    ]);
    expect(await send(...tensor(input(5), [2, 0, 0, 0, 7, 7]))).toEqual([
      "5 bytes announced, 6 sent",
    ]);
    expect(await send(...tensor(input(6, [2]), [2, 0, 0, 0, 7, 7]))).toEqual([
      "the shape has 2 elements, the tensor 1",
    ]);
    expect(await send(...tensor(input(6, [1, 1]), [2, 0, 0, 0, 7, 7]))).toEqual([
      "the shape has 2 dimensions",
    ]);
    expect(await send(...tensor(input(6), [2, 0, 0, 0, 7, 7], 9999))).toEqual([
      "no length of the JSON",
    ]);
  });

  test.each([
    [
      tfservingStub,
      "/v1/models/half_plus_three:predict",
      '{"instances":[{"b64":"AAA"}]}',
      "multiple of 4",
    ],
    [
      tfservingStub,
      "/v1/models/half_plus_three:predict",
      '{"instances":[{"b64":"AA\\n="}]}',
      "foreign",
    ],
    [
      tfservingStub,
      "/v1/models/half_plus_three:predict",
      '{"instances":[{"b64":"AAB="}]}',
      "canonical",
    ],
    [tfservingStub, "/v1/models/other:predict", "{}", "the path is"],
    [
      ollamaStub,
      "/api/generate",
      '{"model":"llava","prompt":"?","images":["AAAA"]}',
      "stream is missing",
    ],
    [
      ollamaStub,
      "/api/generate",
      '{"model":"llava","prompt":"?","stream":false,"images":["data:image/jpeg;base64,AAAA="]}',
      "foreign",
    ],
    [
      openaiStub,
      "/v1/chat/completions",
      '{"model":"gpt-4o-mini","messages":[{"role":"user","content":[{"type":"text","text":"?"},{"type":"image_url","image_url":{"url":"AAAA"}}]}]}',
      "no data URI",
    ],
    [
      roboflowStub,
      "/infer/object_detection",
      '{"model_id":"cats/1","image":{"type":"base64","value":"AAAA"},"conf":1}',
      "the key conf is unknown",
    ],
    [torchserveStub, "/predictions/resnet-18", "{}", "no type of an image"],
  ] as const)("about JSON and base64 (%#)", async (rules, path, body, flaw) => {
    expect(await flaws(rules, path, body)).toEqual([expect.stringContaining(flaw)]);
  });

  test("about forms", async () => {
    const file = new File(["x"], "a.jpg", { type: "image/jpeg" });
    const form = (name: string, value: string | File): FormData => {
      const data = new FormData();
      data.append("image", file);
      if (typeof value === "string") data.set(name, value);
      else data.append(name, value);
      return data;
    };
    const path = "/v1/vision/detection";
    expect(await flaws(deepstackStub, path, form("api_key", "k"))).toEqual([]);
    expect(await flaws(deepstackStub, path, form("image", "text"))).toEqual([
      "the field image is no file",
    ]);
    expect(await flaws(deepstackStub, path, form("image", file))).toEqual(["a field comes twice"]);
    expect(await flaws(deepstackStub, path, form("min_confidence", "2"))).toEqual([
      "min_confidence lies outside 0 to 1",
    ]);
    expect(await flaws(bentomlStub, "/classify", form("file", "x"))).toEqual([
      "the field file is unknown",
    ]);
  });
});
