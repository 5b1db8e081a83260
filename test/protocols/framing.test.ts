import { describe, expect, test } from "vitest";
import type { Frame } from "../../src/core/frame/frame.ts";
import { idempotencyKey } from "../../src/core/frame/idempotency-key.ts";
import { type ProtocolName, protocolSchema } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import { createProtocol } from "../../src/protocols/protocol-registry.ts";
import { assembleBatch, assembleBody } from "../../src/submitter/image/assemble-body.ts";
import { BodyBuffers } from "../../src/submitter/image/body-buffers.ts";
import { base64Length } from "../../src/core/image/base64.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

/** Four bytes that begin as a JPEG does; `/9j/4A==` in base64. */
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0]);
/** Five bytes that begin as a PNG does not; `AAECAwQ=` in base64. */
const OTHER = Buffer.from([0, 1, 2, 3, 4]);
const FRAME = sampleFrame({
  source: "clip.mp4",
  relativePath: "a/frame 7.jpg",
  index: 7,
  ptsSeconds: 0.28,
});
const KEY = idempotencyKey(FRAME.identity);

/** A whole request with one image, in latin1. */
function request(name: ProtocolName, options: object, image = JPEG, frame: Frame = FRAME) {
  const protocol = createProtocol(name, checkOptions(protocolSchema, options));
  const envelope = protocol.encode(frame, image);
  const growth = protocol.imageAs === "base64" ? base64Length(image.length) - image.length : 0;
  const start = protocol.maxHeadBytes + growth;
  const buffer = Buffer.alloc(start + image.length + protocol.maxTailBytes, "#");
  image.copy(buffer, start);
  const loaded = { buffer, start, end: start + image.length };
  const body = assembleBody(loaded, envelope, protocol.imageAs).toString("latin1");
  return { route: protocol.route, headers: envelope.headers, body };
}

function batchRequest(name: ProtocolName, options: object) {
  const { batch, imageAs } = createProtocol(name, checkOptions(protocolSchema, options));
  const images = [JPEG, OTHER];
  const envelope = batch?.encode([FRAME, FRAME], images) ?? { headers: {}, around: [] };
  const { body } = assembleBatch(images, envelope, imageAs, new BodyBuffers(1));
  return { headers: envelope.headers, body: body.toString("latin1") };
}

const JSON_TYPE = { "content-type": "application/json" };

describe("the bytes of a request", () => {
  test("are in multipart: further fields first, then the file", () => {
    const { headers, body } = request("multipart", { params: { model: "s", top: "3" } });
    const boundary = (headers["content-type"] ?? "").replace("multipart/form-data; boundary=", "");
    expect(boundary).toMatch(/^0[-0]{68}0$/);
    expect(body.replaceAll(boundary, "B")).toBe(
      '--B\r\ncontent-disposition: form-data; name="model"\r\n\r\ns\r\n' +
        '--B\r\ncontent-disposition: form-data; name="top"\r\n\r\n3\r\n' +
        '--B\r\ncontent-disposition: form-data; name="image"; filename="frame 7.jpg"\r\n' +
        "content-type: image/jpeg\r\n\r\n\xff\xd8\xff\xe0\r\n--B--\r\n",
    );
  });

  test("are in raw: the image", () => {
    expect(request("raw", {})).toEqual({
      route: "",
      headers: { "content-type": "image/jpeg" },
      body: "\xff\xd8\xff\xe0",
    });
  });

  test("are in json: the template with its places filled", () => {
    const template = '{"i": "{{base64}}", "n": {{ index }}, "t": {{pts}}, "f": "{{fileName}}"}';
    expect(request("json", { template })).toEqual({
      route: "",
      headers: JSON_TYPE,
      body: '{"i": "/9j/4A==", "n": 7, "t": 0.28, "f": "frame 7.jpg"}',
    });
  });

  test("are for TorchServe: the image, to a version where one is named", () => {
    expect(request("torchserve", { model: "my net", params: { version: "2.0" } })).toEqual({
      route: "/predictions/my%20net/2.0",
      headers: { "content-type": "image/jpeg" },
      body: "\xff\xd8\xff\xe0",
    });
  });

  test("are for TensorFlow Serving: instances, with the input's name where it has one", () => {
    expect(request("tfserving", { model: "m", params: { version: "3" } })).toEqual({
      route: "/v1/models/m/versions/3:predict",
      headers: JSON_TYPE,
      body: '{"instances":[{"b64":"/9j/4A=="}]}',
    });
    expect(request("tfserving", { model: "m", field: "image_bytes" }).body).toBe(
      '{"instances":[{"image_bytes":{"b64":"/9j/4A=="}}]}',
    );
    expect(batchRequest("tfserving", { model: "m" }).body).toBe(
      '{"instances":[{"b64":"/9j/4A=="},{"b64":"AAECAwQ="}]}',
    );
  });

  test("are for KServe v2: JSON, then a tensor whose element has its length in front", () => {
    const json =
      `{"id":"${KEY}","inputs":[{"name":"image","shape":[1],"datatype":"BYTES",` +
      '"parameters":{"binary_data_size":8}}]}';
    expect(request("kserve-v2", { model: "m" })).toEqual({
      route: "/v2/models/m/infer",
      headers: {
        "content-type": "application/octet-stream",
        "inference-header-content-length": String(json.length),
      },
      body: `${json}\x04\0\0\0\xff\xd8\xff\xe0`,
    });
  });

  test("are for KServe v2 without binary tensors: base64 as data", () => {
    const options = { model: "m", field: "pixels", params: { binary: "false", priority: "1" } };
    expect(request("kserve-v2", options)).toEqual({
      route: "/v2/models/m/infer",
      headers: JSON_TYPE,
      body:
        `{"id":"${KEY}","parameters":{"priority":1},"inputs":[{"name":"pixels","shape":[1],` +
        '"datatype":"BYTES","data":["/9j/4A=="]}]}',
    });
  });

  test("are for Roboflow: one image, or a list of them", () => {
    const options = { model: "cats/1", params: { api_key: "k", confidence: "0.4" } };
    const head = '{"api_key":"k","confidence":0.4,"model_id":"cats/1","image":';
    expect(request("roboflow", options)).toEqual({
      route: "/infer/object_detection",
      headers: JSON_TYPE,
      body: `${head}{"type":"base64","value":"/9j/4A=="}}`,
    });
    expect(batchRequest("roboflow", options).body).toBe(
      `${head}[{"type":"base64","value":"/9j/4A=="},{"type":"base64","value":"AAECAwQ="}]}`,
    );
  });

  test("are for a BentoML root input: the image", () => {
    expect(request("bentoml", { params: { input: "root" } })).toEqual({
      route: "",
      headers: { "content-type": "image/jpeg" },
      body: "\xff\xd8\xff\xe0",
    });
  });

  test("are for OpenAI: the prompt, then each image as a data URI of its own type", () => {
    const options = { model: "m", prompt: "Cats?", params: { detail: "low", temperature: "0" } };
    const head =
      '{"max_tokens":300,"temperature":0,"model":"m","messages":[{"role":"user","content":[' +
      '{"type":"text","text":"Cats?"},';
    const part = (uri: string): string =>
      `{"type":"image_url","image_url":{"url":"data:${uri}","detail":"low"}}`;
    const first = part("image/jpeg;base64,/9j/4A==");
    expect(request("openai", options)).toEqual({
      route: "/v1/chat/completions",
      headers: JSON_TYPE,
      body: `${head}${first}]}]}`,
    });
    const second = part("application/octet-stream;base64,AAECAwQ=");
    expect(batchRequest("openai", options).body).toBe(`${head}${first},${second}]}]}`);
  });

  test("hold for newer OpenAI models max_completion_tokens in the place of max_tokens", () => {
    const options = { model: "m", params: { max_completion_tokens: "50" } };
    expect(request("openai", options).body).toMatch(/^\{"max_completion_tokens":50,"model"/);
  });

  test("hold the limit of tokens as it is named by whoever names it under both names", () => {
    const params = { max_completion_tokens: "50", max_tokens: "60" };
    const { body } = request("openai", { model: "m", params });
    expect(body).toMatch(/^\{"max_completion_tokens":50,"max_tokens":60,"model"/);
  });

  test("hold for a workflow of Roboflow its inputs beside what is the request's own", () => {
    const params = { workflow: "my ws/f-1", api_key: "k", use_cache: "false", confidence: "0.4" };
    const head = '{"api_key":"k","use_cache":false,"inputs":{"confidence":0.4,"image":';
    expect(request("roboflow", { params })).toEqual({
      route: "/infer/workflows/my%20ws/f-1",
      headers: JSON_TYPE,
      body: `${head}{"type":"base64","value":"/9j/4A=="}}}`,
    });
    expect(batchRequest("roboflow", { params, field: "frame" }).body).toBe(
      `${head.replace("image", "frame")}[{"type":"base64","value":"/9j/4A=="},{"type":"base64","value":"AAECAwQ="}]}}`,
    );
  });

  test("are for OpenAI's Responses: nothing is kept, and each image is a data URI of its own type", () => {
    const options = { model: "m", prompt: "Cats?", params: { detail: "low" } };
    const head =
      '{"store":false,"model":"m","input":[{"role":"user","content":[' +
      '{"type":"input_text","text":"Cats?"},';
    const part = (uri: string): string =>
      `{"type":"input_image","image_url":"data:${uri}","detail":"low"}`;
    const first = part("image/jpeg;base64,/9j/4A==");
    expect(request("openai-responses", options)).toEqual({
      route: "/v1/responses",
      headers: JSON_TYPE,
      body: `${head}${first}]}]}`,
    });
    const second = part("application/octet-stream;base64,AAECAwQ=");
    expect(batchRequest("openai-responses", options).body).toBe(`${head}${first},${second}]}]}`);
    const kept = { model: "m", params: { store: "true", max_output_tokens: "50" } };
    expect(request("openai-responses", kept).body).toMatch(
      /^\{"store":true,"max_output_tokens":50,"model"/,
    );
  });

  test("are for Anthropic: the images before the prompt, a limit of tokens, and a version", () => {
    const options = { model: "m", prompt: "Cats?" };
    const block = (type: string, data: string): string =>
      `{"type":"image","source":{"type":"base64","media_type":"${type}","data":"${data}"}}`;
    const head = '{"max_tokens":300,"model":"m","messages":[{"role":"user","content":[';
    const first = block("image/jpeg", "/9j/4A==");
    const prompt = '{"type":"text","text":"Cats?"}';
    expect(request("anthropic", options)).toEqual({
      route: "/v1/messages",
      headers: { ...JSON_TYPE, "anthropic-version": "2023-06-01" },
      body: `${head}${first},${prompt}]}]}`,
    });
    const second = block("application/octet-stream", "AAECAwQ=");
    expect(batchRequest("anthropic", options).body).toBe(`${head}${first},${second},${prompt}]}]}`);
    expect(request("anthropic", { model: "m", params: { max_tokens: "9" } }).body).toMatch(
      /^\{"max_tokens":9,"model"/,
    );
  });

  test("are for Gemini: inline data, the model in the path, and the version that is asked for", () => {
    const options = { model: "m", prompt: "Cats?", params: { "generationConfig.seed": "1" } };
    const part = (type: string, data: string): string =>
      `{"inline_data":{"mime_type":"${type}","data":"${data}"}}`;
    const head =
      '{"generationConfig":{"seed":1},"contents":[{"role":"user","parts":[{"text":"Cats?"},';
    const first = part("image/jpeg", "/9j/4A==");
    expect(request("gemini", options)).toEqual({
      route: "/v1beta/models/m:generateContent",
      headers: JSON_TYPE,
      body: `${head}${first}]}]}`,
    });
    const second = part("application/octet-stream", "AAECAwQ=");
    expect(batchRequest("gemini", options).body).toBe(`${head}${first},${second}]}]}`);
    const route = (model: string, version: string): string =>
      request("gemini", { model, params: { version } }).route;
    expect(route("models/m", "v1")).toBe("/v1/models/m:generateContent");
    expect(route("tunedModels/m", "")).toBe("/tunedModels/m:generateContent");
  });

  test("are for Ollama: no stream, and nested options", () => {
    const options = { model: "llava", prompt: "Cats?", params: { "options.seed": "1" } };
    expect(request("ollama", options)).toEqual({
      route: "/api/generate",
      headers: JSON_TYPE,
      body: '{"options":{"seed":1},"model":"llava","prompt":"Cats?","stream":false,"images":["/9j/4A=="]}',
    });
  });

  test("go to the route of what DeepStack is to look for", () => {
    expect(request("deepstack", {}).route).toBe("/v1/vision/detection");
    expect(request("deepstack", { params: { task: "face" } }).route).toBe("/v1/vision/face");
    expect(request("deepstack", { model: "plates" }).route).toBe("/v1/vision/custom/plates");
  });

  test("name the model of Ultralytics in the route", () => {
    expect(request("ultralytics", { model: "R6n/M" }).route).toBe("/api/models/R6n%2FM/predict");
  });
});

describe("--metadata", () => {
  const known = { "x-frame-index": "7", "x-frame-pts": "0.28", "x-frame-source": "clip.mp4" };

  test("describes the frame in headers", () => {
    expect(request("raw", { metadata: true }).headers).toEqual({
      "content-type": "image/jpeg",
      ...known,
      "idempotency-key": KEY,
    });
  });

  test("describes several frames in lists", () => {
    const { headers } = batchRequest("tfserving", { model: "m", metadata: true });
    expect(headers).toMatchObject({
      "x-frame-index": "7,7",
      "x-frame-pts": "0.28,0.28",
      "idempotency-key": `${KEY},${KEY}`,
    });
  });

  test("describes the frame in form fields as well", () => {
    const { headers, body } = request("multipart", { metadata: true });
    expect(headers).toMatchObject(known);
    for (const [name, value] of [
      ["frame_index", "7"],
      ["frame_pts", "0.28"],
      ["frame_source", "clip.mp4"],
      ["idempotency_key", KEY],
    ])
      expect(body).toContain(`form-data; name="${name}"\r\n\r\n${value}\r\n`);
  });

  test("leaves out what nobody knows, and writes odd sources as percent codes", () => {
    const frame = sampleFrame({ index: null, ptsSeconds: null, source: "ä,\r\nb \ud800" });
    expect(request("raw", { metadata: true }, JPEG, frame).headers).toEqual({
      "content-type": "image/jpeg",
      "x-frame-source": "%C3%A4%2C%0D%0Ab%20%EF%BF%BD",
      "idempotency-key": idempotencyKey(frame.identity),
    });
    const { batch } = createProtocol(
      "roboflow",
      checkOptions(protocolSchema, { model: "m", metadata: true }),
    );
    const { headers } = batch?.encode([frame, FRAME], [JPEG, JPEG]) ?? {};
    expect(headers).toMatchObject({ "x-frame-index": ",7", "x-frame-pts": ",0.28" });
  });

  test("makes room for the longest path in a form", () => {
    const options = checkOptions(protocolSchema, { metadata: true });
    const protocol = createProtocol("multipart", options);
    const frame = sampleFrame({ source: "€".repeat(5000), relativePath: '"'.repeat(255) });
    expect(protocol.encode(frame, JPEG).head.length).toBeLessThanOrEqual(protocol.maxHeadBytes);
  });
});
