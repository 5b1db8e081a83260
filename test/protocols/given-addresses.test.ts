import { describe, expect, test } from "vitest";
import { type ProtocolName, protocolSchema } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import { joinAddress, serviceAddress } from "../../src/protocols/join-address.ts";
import { createProtocol } from "../../src/protocols/protocol-registry.ts";

const MODEL = { model: "m" };

function create(name: ProtocolName, address: string, given: object) {
  return createProtocol(name, { ...checkOptions(protocolSchema, given), address });
}

/** Where requests go, and where readiness is asked for. */
function addresses(name: ProtocolName, address: string, given: object) {
  const { route, probe } = create(name, address, given);
  return [joinAddress(address, route), probe.address(serviceAddress(address, route))];
}

describe("the address of chat completions may have any base:", () => {
  test.each([
    ["https://h", "https://h/v1/", ""],
    ["https://h/", "https://h/v1/", ""],
    ["https://h/gpu/1", "https://h/gpu/1/v1/", ""],
    ["https://h/v1", "https://h/v1/", ""],
    ["https://h/v1/", "https://h/v1/", ""],
    ["https://h/openai/v1", "https://h/openai/v1/", ""],
    ["https://h/v1beta/openai", "https://h/v1beta/openai/", ""],
    ["https://h/v1beta/openai/", "https://h/v1beta/openai/", ""],
    ["https://h/api/v3", "https://h/api/v3/", ""],
    ["https://h/api/paas/v4", "https://h/api/paas/v4/", ""],
    ["https://h/v1/account/gateway/openai", "https://h/v1/account/gateway/openai/", ""],
    [
      "https://h/openai/deployments/d?api-version=1",
      "https://h/openai/deployments/d/",
      "?api-version=1",
    ],
    ["https://h/v1?key=k", "https://h/v1/", "?key=k"],
    ["https://h/vision", "https://h/vision/v1/", ""],
  ])("%s", (address, base, query) => {
    expect(addresses("openai", address, MODEL)).toEqual([
      `${base}chat/completions${query}`,
      `${base}models${query}`,
    ]);
  });

  test.each([
    ["https://h/chat/completions", "https://h/models"],
    ["https://h/v1/chat/completions", "https://h/v1/models"],
    ["https://h/v1beta/openai/chat/completions/", "https://h/v1beta/openai/models"],
    ["https://h/api/v3/chat/completions", "https://h/api/v3/models"],
    [
      "https://u:p@h/openai/deployments/d/chat/completions?api-version=2024-10-21",
      "https://u:p@h/openai/deployments/d/models?api-version=2024-10-21",
    ],
  ])("and stays as it is where it is whole: %s", (address, models) => {
    expect(addresses("openai", address, MODEL)).toEqual([address, models]);
  });

  test("and a deployment of Azure stands for the model where none is named", () => {
    const address = "https://h/openai/deployments/gpt%204o/chat/completions?api-version=1";
    const bodyOf = (given: object): string =>
      create("openai", address, given)
        .encode({} as never, Buffer.alloc(0))
        .head.toString();
    expect(bodyOf({})).toContain('"model":"gpt 4o"');
    expect(bodyOf(MODEL)).toContain('"model":"m"');
    expect(() => create("openai", "https://h/v1", {})).toThrow("openai needs the name of a model");
  });
});

const WHOLE: readonly (readonly [ProtocolName, string, object, string])[] = [
  ["ollama", "http://h/p/api/generate?a=b", MODEL, "http://h/p/api/tags?a=b"],
  ["torchserve", "http://h/p/predictions/my%20net", {}, "http://h/p/ping"],
  ["torchserve", "http://h/predictions/a:b/2.0/", {}, "http://h/ping"],
  ["tfserving", "http://h/p/v1/models/m:predict?a=b", {}, "http://h/p/v1/models/m?a=b"],
  ["tfserving", "http://h/v1/models/m/versions/3:predict", {}, "http://h/v1/models/m/versions/3"],
  ["tfserving", "http://h/v1/models/m/labels/new:predict", {}, "http://h/v1/models/m/labels/new"],
  ["kserve-v2", "http://h/p/v2/models/m/infer", {}, "http://h/p/v2/models/m/ready"],
  [
    "kserve-v2",
    "http://h/v2/models/m/versions/1/infer?a=b",
    MODEL,
    "http://h/v2/models/m/versions/1/ready?a=b",
  ],
  ["deepstack", "http://h/p/v1/vision/detection", {}, "http://h/p/v1/status/ping"],
  ["deepstack", "http://h/v1/vision/face/recognize/", {}, "http://h/v1/status/ping"],
  ["deepstack", "http://h/v1/vision/custom/plates?a=b", {}, "http://h/v1/status/ping?a=b"],
  ["roboflow", "http://h/infer/classification?api_key=k", MODEL, "http://h/info?api_key=k"],
  ["roboflow", "http://h/p/infer/workflows/w/f", {}, "http://h/p/info"],
  ["roboflow", "http://h/w/workflows/f?api_key=k", {}, "http://h/info?api_key=k"],
  ["bentoml", "http://h/p/classify?a=b", {}, "http://h/p/readyz?a=b"],
  ["bentoml", "http://h/p/classify/", {}, "http://h/p/readyz"],
  ["ultralytics", "https://h/api/models/abc/predict", {}, "https://h/"],
  ["ultralytics", "https://predict-abc.run.app/predict", {}, "https://predict-abc.run.app/"],
  ["multipart", "http://h/predict/?a=b", {}, "http://h/predict/?a=b"],
  ["raw", "http://h/predict/?a=b", {}, "http://h/predict/?a=b"],
  ["json", "http://h/predict/?a=b", {}, "http://h/predict/?a=b"],
];

describe("an address that holds the route of its requests", () => {
  test.each(WHOLE)("of %s is used as it is: %s", (name, address, given, probe) => {
    expect(addresses(name, address, given)).toEqual([address, probe]);
  });

  test.each<readonly [ProtocolName, string, object, string]>([
    ["torchserve", "http://h/predictions/a", MODEL, "the address names a, but `model` names m"],
    [
      "tfserving",
      "http://h/v1/models/a:predict",
      MODEL,
      "the address names a, but `model` names m",
    ],
    [
      "tfserving",
      "http://h/v1/models/m/versions/2:predict",
      { params: { version: "3" } },
      "the address names 2, but `params.version` names 3",
    ],
    ["kserve-v2", "http://h/v2/models/a/infer", MODEL, "the address names a, but `model` names m"],
    ["deepstack", "http://h/v1/vision/face", MODEL, "names face, but `model` names custom/m"],
    [
      "roboflow",
      "http://h/infer/a",
      { ...MODEL, params: { task: "b" } },
      "but `params.task` names b",
    ],
    [
      "roboflow",
      "http://h/w/workflows/f",
      { params: { workflow: "w/g" } },
      "`params.workflow` names w/g",
    ],
    ["roboflow", "http://h/w/workflows/f", MODEL, "a workflow names its models itself"],
    [
      "ultralytics",
      "https://h/api/models/a/predict",
      MODEL,
      "the address names a, but `model` names m",
    ],
    ["ultralytics", "https://h/predict", MODEL, "so that `model` has no effect"],
  ])("of %s is not used for another: %s", (name, address, given, words) => {
    expect(() => create(name, address, given)).toThrow(words);
  });

  test("may hold a part of it", () => {
    const yolo = "http://h/v2/models/m";
    expect(addresses("kserve-v2", yolo, {})).toEqual([`${yolo}/infer`, `${yolo}/ready`]);
    expect(serviceAddress(yolo, create("kserve-v2", yolo, {}).route)).toBe("http://h/");
    expect(addresses("ollama", "http://h/api", MODEL)[1]).toBe("http://h/api/tags");
    const workflow = { params: { workflow: "w/f" } };
    expect(addresses("roboflow", "http://h/infer/workflows", workflow)).toEqual([
      ...["http://h/infer/workflows/w/f", "http://h/info"],
    ]);
  });
});

describe("Ultralytics", () => {
  const route = (address: string, given: object = {}) =>
    create("ultralytics", address, given).route;

  test("has shared inference for a model, and endpoints that serve one", () => {
    expect(route("https://platform.ultralytics.com", MODEL)).toBe("/api/models/m/predict");
    expect(route("https://predict-abc.run.app")).toBe("/predict");
    expect(() => route("https://platform.ultralytics.com")).toThrow("needs the name of a model");
  });

  test.each(["api", "predict", "hub"])("has left %s.ultralytics.com, and says where to", (host) => {
    expect(() => route(`https://${host}.ultralytics.com`, MODEL)).toThrow(
      expect.objectContaining({
        code: "ERR_OPTION",
        message: `${host}.ultralytics.com belongs to Ultralytics HUB, which was closed in July 2026`,
        remedy: expect.stringContaining('`to: "https://platform.ultralytics.com"`'),
      }),
    );
  });
});
