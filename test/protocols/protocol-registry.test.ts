import { describe, expect, test } from "vitest";
import { PROTOCOL_NAMES, protocolSchema } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import { checkBatch, createProtocol } from "../../src/protocols/protocol-registry.ts";

const create = (name: (typeof PROTOCOL_NAMES)[number], given: object = {}) =>
  createProtocol(name, checkOptions(protocolSchema, given));

const wantsModel = (name: string): boolean =>
  !["multipart", "raw", "json", "bentoml"].includes(name);

describe("choosing a protocol", () => {
  test.each([
    "torchserve",
    "tfserving",
    "kserve-v2",
    "roboflow",
    "openai",
    "openai-responses",
    "anthropic",
    "gemini",
    "ollama",
    "ultralytics",
  ] as const)("such as %s requires the name of a model", (name) => {
    expect(() => create(name)).toThrow(`${name} needs the name of a model`);
    expect(create(name, { model: "m" }).route).toMatch(/^\//);
  });

  test.each([
    ["multipart", { model: "m" }, "`model` does not apply to the protocol"],
    ["raw", { field: "image" }, "`field` does not apply to the protocol"],
    ["openai", { model: "m", template: "{}" }, "`template` does not apply to the protocol"],
    ["torchserve", { model: "m", prompt: "?" }, "`prompt` does not apply to the protocol"],
    ["raw", { params: { a: "1" } }, "raw has no parameter a"],
    ["roboflow", { model: "m", field: "f" }, "`field` does not apply to a model of Roboflow"],
    ["roboflow", { model: "m", params: { workflow: "a/b" } }, "a workflow names its models itself"],
    ["roboflow", { params: { workflow: "a" } }, "the workflow a does not name a workspace and"],
    ["roboflow", { params: { workflow: "a/b/c" } }, "the workflow a/b/c does not name a workspace"],
    [
      "torchserve",
      { model: "m", params: { confidence: "1" } },
      "torchserve has no parameter confidence",
    ],
    [
      "torchserve",
      { model: "m", params: { max_request_size: "big" } },
      "which is not a number of bytes",
    ],
  ] as const)("such as %s is an error with what it would ignore: %j", (name, given, words) => {
    expect(() => create(name, given)).toThrow(words);
  });

  test("brings a timeout of half a minute for detectors, of two for language models", () => {
    const timeouts = Object.fromEntries(
      PROTOCOL_NAMES.map((name) => {
        return [name, create(name, wantsModel(name) ? { model: "m" } : {}).timeoutMs];
      }),
    );
    const { openai, "openai-responses": responses, anthropic, ...others } = timeouts;
    const { gemini, ollama, ...detectors } = others;
    const writers = [openai, responses, anthropic, gemini, ollama];
    expect(new Set(writers)).toEqual(new Set([120_000]));
    expect(new Set(Object.values(detectors))).toEqual(new Set([30_000]));
  });

  test("brings a limit for the size of an image only with TorchServe, whose limit can be given", () => {
    expect(create("multipart").largestImageBytes).toBe(Infinity);
    expect(create("torchserve", { model: "m" }).largestImageBytes).toBe(6_553_500);
    const params = { max_request_size: "20000000" };
    expect(create("torchserve", { model: "m", params }).largestImageBytes).toBe(20_000_000);
  });
});

describe("several frames in one request", () => {
  const SEVERAL = [
    ...["tfserving", "kserve-v2", "roboflow"],
    ...["openai", "openai-responses", "anthropic", "gemini"],
  ] as const;

  test.each(SEVERAL)("are what %s can be asked for", (name) => {
    expect(() => checkBatch(name, 8)).not.toThrow();
    // Of KServe's models some take several: they are asked.
    if (name !== "kserve-v2") expect(create(name, { model: "m" }).batch).toBeDefined();
  });

  test.each(PROTOCOL_NAMES.filter((name) => !SEVERAL.includes(name as never)))(
    "are an error with %s, which says who takes them",
    (name) => {
      expect(() => checkBatch(name, 1)).not.toThrow();
      expect(() => checkBatch(name, 4)).toThrow(
        expect.objectContaining({
          code: "ERR_OPTION",
          message: `the protocol ${name} sends one frame in a request, fewer than \`batch: 4\``,
          remedy: `leave \`batch\` out; ${SEVERAL.join(", ")} take several`,
        }),
      );
      expect(create(name, wantsModel(name) ? { model: "m" } : {}).batch).toBeUndefined();
    },
  );
});
