import { describe, expect, test } from "vitest";
import type { SendProbe } from "../../src/core/service/probe-request.ts";
import { detectService } from "../../src/protocols/detect-service.ts";
import { probeSender } from "../../src/submitter/http/probe-sender.ts";
import { bentomlStub } from "../services/stubs/bentoml.ts";
import { deepstackStub } from "../services/stubs/deepstack.ts";
import { kserveV2Stub } from "../services/stubs/kserve-v2.ts";
import { multipartStub } from "../services/stubs/multipart.ts";
import { ollamaStub } from "../services/stubs/ollama.ts";
import { openaiStub } from "../services/stubs/openai.ts";
import { rawStub } from "../services/stubs/raw.ts";
import { roboflowStub } from "../services/stubs/roboflow.ts";
import { Stub, type StubRules } from "../services/stubs/stub.ts";
import { tfservingStub } from "../services/stubs/tfserving.ts";
import { torchserveStub } from "../services/stubs/torchserve.ts";
import { startFastApi, whyNoFastApi } from "../support/services/python-service.ts";
import { answerOf } from "../support/samples/sample-answer.ts";

const never = new AbortController().signal;
const asker = probeSender({}, 20_000);

async function detected(rules: StubRules, path = "") {
  await using stub = await Stub.start(rules);
  const found = await detectService(stub.url + path, asker, never);
  return "problem" in found ? found : { ...found, address: found.address.replace(stub.url, "") };
}

/** A service that has these routes and no others. */
function serviceWith(routes: Readonly<Record<string, unknown>>, status = 404): SendProbe {
  return async ({ address }) => {
    const body = routes[new URL(address).pathname];
    return body === undefined ? answerOf(status, { detail: "no" }) : answerOf(200, body);
  };
}

const nameModel = ": name a model with `model`";

describe("asking a service what it is", () => {
  test.each([
    [torchserveStub, "torchserve", `TorchServe (torchserve)${nameModel}`],
    [tfservingStub, "tfserving", `TensorFlow Serving (tfserving)${nameModel}`],
    [roboflowStub, "roboflow", `Roboflow Inference (roboflow)${nameModel}`],
    [deepstackStub, "deepstack", "CodeProject.AI (deepstack)"],
    [
      kserveV2Stub({ name: "image", datatype: "BYTES", shape: [1] }, true),
      "kserve-v2",
      `triton 2.50.0 (kserve-v2)${nameModel}`,
    ],
  ] as const)("recognizes it by its own routes (%#)", async (rules, protocol, words) => {
    expect(await detected(rules, "/gpu")).not.toMatchObject({ protocol });
    expect(await detected(rules)).toEqual({
      protocol,
      address: "",
      settings: {},
      description: words,
    });
  });

  test("takes the model where it serves only one", async () => {
    expect(await detected(openaiStub)).toEqual({
      protocol: "openai",
      address: "",
      settings: { model: "gpt-4o-mini" },
      description: "an OpenAI-compatible server (openai): it serves gpt-4o-mini",
    });
    expect(await detected(ollamaStub)).toMatchObject({
      protocol: "ollama",
      settings: { model: "llava:latest" },
      description: "Ollama 0.5.1 (ollama): it serves llava:latest",
    });
  });

  test("names the models where it serves several", async () => {
    const data = [{ id: "a" }, { id: "b\n" }];
    const ask = serviceWith({ "/v1/models": { object: "list", data } });
    expect(await detectService("http://h/v1", ask, never)).toMatchObject({
      settings: {},
      description: `an OpenAI-compatible server (openai) with the models a, b${nameModel}`,
    });
    const kserve = serviceWith({ "/v1/models": { models: ["m"] } });
    expect(await detectService("http://h", kserve, never)).toMatchObject({
      protocol: "tfserving",
      settings: { model: "m" },
    });
  });

  test.each([
    ["http://h/v1beta/openai", "/v1beta/openai/models"],
    ["http://h/api/v3/chat/completions?a=b", "/api/v3/models"],
    ["http://h/chat/completions", "/models"],
    ["http://h/gpu/", "/gpu/v1/models"],
  ])("recognizes chat completions at %s by their models at %s", async (address, models) => {
    const ask = serviceWith({ [models]: { object: "list", data: [{ id: "m" }] } });
    expect(await detectService(address, ask, never)).toEqual({
      ...{ protocol: "openai", address, settings: { model: "m" } },
      description: "an OpenAI-compatible server (openai): it serves m",
    });
  });

  test("asks below the route that a whole address names, and leaves its model to it", async () => {
    const triton = serviceWith({ "/gpu/v2": { name: "triton", version: "2.50.0" } });
    const whole = "http://h/gpu/v2/models/yolo/infer";
    expect(await detectService(whole, triton, never)).toEqual({
      ...{ protocol: "kserve-v2", address: whole, settings: {} },
      description: "triton 2.50.0 (kserve-v2)",
    });
    const kserve = serviceWith({ "/v1/models": { models: ["m"] } });
    expect(await detectService("http://h/v1/models/m:predict", kserve, never)).toMatchObject({
      ...{ protocol: "tfserving", settings: {}, description: "a KServe v1 server (tfserving)" },
    });
    const torchserve = serviceWith({ "/ping": { status: "Healthy" } });
    expect(await detectService("http://h/predictions/m", torchserve, never)).toMatchObject({
      ...{ protocol: "torchserve", settings: {}, description: "TorchServe (torchserve)" },
    });
    const tags = { "/api/version": { version: "1" }, "/api/tags": { models: [{ name: "m" }] } };
    expect(await detectService("http://h/api/generate", serviceWith(tags), never)).toMatchObject({
      ...{ protocol: "ollama", settings: { model: "m" } },
    });
  });

  test.each([
    ["http://h/ws/workflows/find", "roboflow", ""],
    ["http://h/infer/workflows/ws/find", "roboflow", ""],
    ["https://serverless.roboflow.com", "roboflow", nameModel],
    ["https://platform.ultralytics.com", "ultralytics", nameModel],
    ["https://h/api/models/abc/predict", "ultralytics", ""],
    ["https://h/openai/deployments/d/chat/completions?api-version=1", "openai", nameModel],
    ["http://h/v1/vision/face", "deepstack", ""],
  ])(
    "believes the address %s where the service does not say what it is",
    async (address, protocol, hint) => {
      expect(await detectService(address, serviceWith({}, 401), never)).toEqual({
        ...{ protocol, address, settings: {} },
        description: `${protocol}, by its address${hint}; it requires authorization: give it with \`headers\``,
      });
    },
  );

  test("takes predictions of others for what their description says", async () => {
    const post = { requestBody: { content: { "image/*": {} } } };
    const ask = serviceWith({ "/openapi.json": { paths: { "/predictions/m": { post } } } });
    expect(await detectService("http://h/predictions/m", ask, never)).toMatchObject({
      protocol: "raw",
    });
  });

  test("finds the form field, and the route, in the description of FastAPI and BentoML", async () => {
    const fastapi = {
      protocol: "multipart",
      address: "/predict",
      settings: { field: "image" },
      description: `a service like FastAPI's: /predict takes the image in the form field "image"`,
    };
    expect(await detected(multipartStub)).toEqual(fastapi);
    expect(await detected(multipartStub, "/predict")).toEqual(fastapi);
    expect(await detected(bentomlStub)).toEqual({
      protocol: "bentoml",
      address: "/classify",
      settings: { field: "image" },
      description: 'BentoML: /classify takes the image in the form field "image"',
    });
  });

  test("finds it in a real FastAPI service", async (context) => {
    const reason = whyNoFastApi();
    if (reason !== undefined) context.skip(reason);
    await using service = await startFastApi({});
    expect(await detectService(service.url, asker, never)).toMatchObject({
      protocol: "multipart",
      address: `${service.url}/predict`,
      settings: { field: "image" },
    });
  });

  test.each([
    [{ type: "string", contentMediaType: "application/octet-stream" }],
    [{ anyOf: [{ type: "string", format: "binary" }, { type: "null" }] }],
    [{ type: "array", items: { type: "string", format: "binary" } }],
  ])("recognizes a file that is described as %j", async (file) => {
    const schema = { properties: { name: { type: "string" }, shot: file } };
    const post = { requestBody: { content: { "multipart/form-data": { schema } } } };
    const ask = serviceWith({ "/api/openapi.json": { paths: { "/shots": { post } } } });
    expect(await detectService("http://h/api/shots", ask, never)).toMatchObject({
      protocol: "multipart",
      settings: { field: "shot" },
    });
  });

  test("recognizes a body that is the image, and BentoML's root input", async () => {
    const plain = { requestBody: { content: { "image/*": {} } } };
    const root = { ...plain, "x-bentoml-name": "classify" };
    const described = (post: object) =>
      detectService(
        "http://h",
        serviceWith({ "/docs.json": { paths: { "/x": { post } } } }),
        never,
      );
    expect(await described(plain)).toMatchObject({ protocol: "raw", settings: {} });
    expect(await described(root)).toMatchObject({
      protocol: "bentoml",
      address: "http://h/x",
      settings: { params: { input: "root" } },
    });
  });

  test("requires a choice among several routes", async () => {
    const post = { requestBody: { content: { "image/*": {} } } };
    const ask = serviceWith({ "/openapi.json": { paths: { "/a": { post }, "/b": { post } } } });
    expect(await detectService("http://h/c", ask, never)).toEqual({
      problem: "it takes images at /a, /b: name one of these with `to`",
    });
    expect(await detectService("http://h/b", ask, never)).toMatchObject({ address: "http://h/b" });
  });

  test("assumes a form, and says so, where nothing shows what it is", async () => {
    const words = `its kind is not known: images go in the field "image" of a form`;
    const assumed = {
      protocol: "multipart",
      address: "/predict",
      settings: {},
      description: words,
    };
    expect(await detected(rawStub, "/predict")).toEqual(assumed);
    const closed = serviceWith({}, 401);
    expect(await detectService("http://h", closed, never)).toMatchObject({
      description: `${words}; it requires authorization: give it with \`headers\``,
    });
    const page: SendProbe = async () => answerOf(200, "<!doctype html>");
    expect(await detectService("http://h", page, never)).toMatchObject({ description: words });
  });

  describe("when it is too busy for a question, after it has answered others,", () => {
    const late = { fault: "timeout", reason: "no answer within 5000 ms" } as const;
    const answers = serviceWith({
      "/api/version": { version: "0.5" },
      "/api/tags": { models: [] },
    });

    test("asks it once more", async () => {
      let lateCount = 0;
      const busyOnce: SendProbe = async (question, signal) => {
        if (!question.address.endsWith("/api/version") || lateCount > 0)
          return await answers(question, signal);
        lateCount += 1;
        return late;
      };
      expect(await detectService("http://h", busyOnce, never)).toMatchObject({
        protocol: "ollama",
        description: expect.not.stringContaining("in time"),
      });
      expect(lateCount).toBe(1);
    });

    test("says that it may be another kind than it looks like", async () => {
      const busy: SendProbe = async (question, signal) =>
        question.address.endsWith("/api/version") ? late : await answers(question, signal);
      expect(await detectService("http://h", busy, never)).toMatchObject({
        protocol: "multipart",
        description: expect.stringMatching(
          /of a form; it did not answer \/api\/version in time and may be of another kind: name it with `protocol`$/u,
        ),
      });
    });
  });

  test("asks no further where nobody is there", async () => {
    let questions = 0;
    const nobody: SendProbe = async () => {
      questions += 1;
      return { fault: "unreachable", reason: "connection refused" };
    };
    expect(await detectService("http://h", nobody, never)).toEqual({
      problem: "connection refused",
    });
    expect(questions).toBe(1);
  });

  test.each([null, 5, [], { name: 5 }, { object: "list", data: 5 }, { paths: { "/a": null } }])(
    "is not led astray by odd answers: %j",
    async (body) => {
      const ask: SendProbe = async () => answerOf(200, body);
      expect(await detectService("http://h", ask, never)).toMatchObject({ protocol: "multipart" });
    },
  );
});
