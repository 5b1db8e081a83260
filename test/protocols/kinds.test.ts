import { describe, expect, test } from "vitest";
import { PROTOCOL_NAMES, protocolShape } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/shape.ts";
import { createProtocol } from "../../src/protocols/kinds.ts";

const create = (name: (typeof PROTOCOL_NAMES)[number], given: object = {}) =>
  createProtocol(name, checkOptions(protocolShape, given));

describe("choosing a protocol", () => {
  test.each([
    "torchserve",
    "tfserving",
    "kserve-v2",
    "roboflow",
    "openai",
    "ollama",
    "ultralytics",
  ] as const)("%s wants the name of a model", (name) => {
    expect(() => create(name)).toThrow(`${name} needs the name of a model`);
    expect(create(name, { model: "m" }).route).toMatch(/^\//);
  });

  test.each([
    ["multipart", { model: "m" }, "no use for --model"],
    ["raw", { field: "image" }, "no use for --field"],
    ["openai", { model: "m", template: "{}" }, "no use for --template"],
    ["torchserve", { model: "m", prompt: "?" }, "no use for --prompt"],
    ["raw", { params: { a: "1" } }, "raw has no parameter a"],
    [
      "torchserve",
      { model: "m", params: { confidence: "1" } },
      "torchserve has no parameter confidence",
    ],
    [
      "torchserve",
      { model: "m", params: { max_request_size: "big" } },
      "which is no number of bytes",
    ],
  ] as const)("%s refuses what it would ignore: %j", (name, given, words) => {
    expect(() => create(name, given)).toThrow(words);
  });

  test("detectors have half a minute by default, language models two", () => {
    const timeouts = Object.fromEntries(
      PROTOCOL_NAMES.map((name) => {
        const wantsModel = !["multipart", "raw", "json", "bentoml"].includes(name);
        return [name, create(name, wantsModel ? { model: "m" } : {}).timeoutMs];
      }),
    );
    const { openai, ollama, ...detectors } = timeouts;
    expect([openai, ollama]).toEqual([120_000, 120_000]);
    expect(new Set(Object.values(detectors))).toEqual(new Set([30_000]));
  });

  test("only TorchServe limits the size of an image, and its limit can be told", () => {
    expect(create("multipart").largestImageBytes).toBe(Infinity);
    expect(create("torchserve", { model: "m" }).largestImageBytes).toBe(6_553_500);
    const params = { max_request_size: "20000000" };
    expect(create("torchserve", { model: "m", params }).largestImageBytes).toBe(20_000_000);
  });
});
