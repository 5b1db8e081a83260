import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { openCredentials } from "../../../src/app/services/open-credentials.ts";
import { checkService } from "../../../src/cli/doctor/check-service.ts";
import { doctorSchema } from "../../../src/options/doctor-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { bentomlStub } from "../../services/stubs/bentoml.ts";
import { deepstackStub } from "../../services/stubs/deepstack.ts";
import { kserveV2Stub } from "../../services/stubs/kserve-v2.ts";
import { multipartStub } from "../../services/stubs/multipart.ts";
import { ollamaStub } from "../../services/stubs/ollama.ts";
import { openaiStub } from "../../services/stubs/openai.ts";
import { Stub } from "../../services/stubs/stub.ts";
import { GuardedService } from "../../support/services/guarded-service.ts";
import { startCollector } from "../../support/services/collector.ts";
import { forCommandLine } from "../../support/program/command-line-reader.ts";
import { runCommand } from "../../support/program/command-run.ts";
import { startPixelModel } from "../../support/services/pixel-model.ts";

const kserveStub = kserveV2Stub({ name: "image", datatype: "BYTES", shape: [-1, 1] }, true);

/** What the doctor says of a service, a line each. */
async function saidOf(to: string, given: object = {}): Promise<readonly string[]> {
  const options = checkOptions(doctorSchema, { to, ...given });
  const findings = await forCommandLine(() => checkService({ ...options, to }));
  const words = findings.flatMap(({ state, subject, detail, remedy }) => [
    `${state} ${subject}: ${detail}`.replace(/in \d+ ms/u, "in ? ms"),
    remedy,
  ]);
  return words.filter((line) => line !== null);
}

describe("the doctor says of a service what it is, whether it is ready, and how to send to it,", () => {
  test("with the model where it serves one", async () => {
    await using stub = await Stub.start(openaiStub);
    expect(await saidOf(`${stub.url}/v1`)).toEqual([
      `ok service: ${stub.url}/v1/models is ready (status 200 to GET) in ? ms`,
      "ok protocol: an OpenAI-compatible server (openai): it serves gpt-4o-mini",
      `ok command: frameferry run VIDEO --protocol openai --to ${stub.url}/v1 --model gpt-4o-mini`,
    ]);
  });

  test("with the route and the form field by its OpenAPI description", async () => {
    await using stub = await Stub.start(multipartStub);
    expect(await saidOf(stub.url)).toEqual([
      `ok service: ${stub.url}/predict answers (status 405 to HEAD) in ? ms`,
      `ok protocol: a service like FastAPI's: /predict takes the image in the form field "image"`,
      `ok command: frameferry run VIDEO --protocol multipart --to ${stub.url}/predict --field image`,
    ]);
  });

  test("by answers that are compressed, and without the secrets that they repeat", async () => {
    await using service = await startCollector({
      answer: ({ path, headers }) => ({
        status: path.startsWith("/v2") ? 200 : 404,
        body: gzipSync(JSON.stringify({ name: headers["x-api-key"], version: "7" })),
        headers: { "content-encoding": "gzip", "content-type": "application/json" },
      }),
    });
    const words = await saidOf(service.url, { headers: "X-Api-Key: canary-key" });
    expect(words).toContainEqual("warning command: kserve-v2 needs the name of a model");
    expect(words).toContainEqual("ok protocol: *** 7 (kserve-v2): name a model with --model");
    expect(words.join("\n")).not.toContain("canary");
  });

  test("with the model's input", async () => {
    await using stub = await Stub.start(kserveStub);
    expect(await saidOf(stub.url, { model: "yolo" })).toEqual([
      `ok service: ${stub.url}/v2/models/yolo/ready is ready (status 200 to GET) in ? ms`,
      "ok protocol: triton 2.50.0 (kserve-v2): name a model with --model",
      "ok input: the input image takes BYTES, sent as a binary tensor",
      `ok command: frameferry run VIDEO --protocol kserve-v2 --to ${stub.url}/ --model yolo`,
    ]);
    expect(await saidOf(stub.url, { model: "yolo", field: "other" })).toContainEqual(
      "problem input: the model has no input other: it has image",
    );
  });

  test("with the pixels that the model takes, and the options that say how they are made", async () => {
    await using model = await startPixelModel();
    const given = { model: "m", tensorFit: "crop", tensorStd: 1, tensorMean: "1,2,3" };
    expect(await saidOf(model.url, given)).toEqual([
      `ok service: ${model.url}/v2/models/m/ready is ready (status 200 to GET) in ? ms`,
      "ok protocol: triton 2.50.0 (kserve-v2): name a model with --model",
      "ok input: the input images takes FP32, sent as a binary tensor: pixels cropped to 4x2, RGB in NCHW, (pixel - [1, 2, 3]) / 1",
      `ok command: frameferry run VIDEO --protocol kserve-v2 --to ${model.url}/ --model m --tensor-fit crop --tensor-mean 1,2,3 --tensor-std 1`,
    ]);
  });

  test("with a place for what only the user knows", async () => {
    await using stub = await Stub.start(kserveStub);
    expect(await saidOf(stub.url)).toEqual([
      "ok protocol: triton 2.50.0 (kserve-v2): name a model with --model",
      "warning command: kserve-v2 needs the name of a model",
      `name it with --model: frameferry run VIDEO --protocol kserve-v2 --to ${stub.url}/`,
    ]);
  });

  test("also where its protocol is named", async () => {
    await using stub = await Stub.start(bentomlStub);
    const to = `${stub.url}/classify`;
    expect(await saidOf(to, { protocol: "bentoml", params: "top=3" })).toEqual([
      `ok service: ${stub.url}/readyz is ready (status 200 to GET) in ? ms`,
      "ok protocol: bentoml, as --protocol says",
      `ok command: frameferry run VIDEO --protocol bentoml --to ${to} --param top=3`,
    ]);
    expect(stub.requests).toHaveLength(1);
  });

  test("and warns of one that is not ready", async () => {
    await using stub = await Stub.start(deepstackStub);
    stub.isReady = false;
    expect((await saidOf(stub.url)).slice(0, 2)).toEqual([
      `warning service: ${stub.url}/v1/status/ping is not ready: it answers 200: {"success":false}`,
      "a run waits for it, as long as --wait-ready says",
    ]);
  });

  test("and warns of a path that the server does not know", async () => {
    await using service = await startCollector({ answer: () => ({ status: 404, body: "" }) });
    expect((await saidOf(`${service.url}/predicct`)).slice(0, 2)).toEqual([
      `warning service: ${service.url}/predicct answers (status 404 to HEAD) in ? ms`,
      "the server is there but does not know this path: check it",
    ]);
  });

  test("with its secrets sent, but not shown", async () => {
    await using stub = await Stub.start(ollamaStub);
    const to = stub.url.replace("//", "//jane:s3cret@");
    const headers = ["Authorization: Bearer t0ken", "X-Team: red"];
    const said = await saidOf(`${to}/?key=hush`, { headers, params: "api_key=hidden" });
    expect(stub.requests[0]?.headers).toMatchObject({ authorization: "Bearer t0ken" });
    expect(said.at(-1)).toContain("--param 'api_key=***' --header 'authorization: ***'");
    expect(said.join("\n")).not.toMatch(/s3cret|hush|t0ken|hidden/u);
  });

  test("or that it cannot be used, and why", async () => {
    expect(await saidOf("http://127.0.0.1:9/")).toEqual([
      "problem service: nothing can be sent to http://127.0.0.1:9/: connection refused: nothing listens there",
      "start the service, or check its address",
    ]);
    const post = { requestBody: { content: { "image/*": {} } } };
    const body = { paths: { "/a": { post }, "/b": { post } } };
    await using service = await startCollector({ answer: () => ({ body }) });
    expect((await saidOf(`${service.url}/c`))[0]).toContain(
      "it takes images at /a, /b: name one of these with --to",
    );
  });
});

test("the command that the doctor gives delivers what it is given", async () => {
  await using home = await temporaryFolder();
  await using stub = await Stub.start(deepstackStub);
  const { stdout, exitCode } = await runCommand(["doctor", "--to", stub.url, "--json"], home.path);
  expect(exitCode).toBe(0);
  const { findings } = JSON.parse(stdout) as { findings: { subject: string; detail: string }[] };
  const line = findings.find(({ subject }) => subject === "command")?.detail ?? "";
  const words = line.replace("VIDEO", fixtureVideoPath(CFR_VIDEO.fileName)).split(" ").slice(1);
  const run = await runCommand([...words, "--every", "50"], home.path);
  expect(run.stderr).toContain("all 2 frames delivered");
  expect([stub.images.length, stub.violations]).toEqual([2, []]);
});

test("the doctor reads a token again that is rejected, and reveals nothing of it", async () => {
  await using service = await GuardedService.start(0);
  const given = { tokenCommand: service.command, headerFile: service.path("headers") };
  const options = checkOptions(doctorSchema, {
    to: service.url,
    protocol: "openai",
    model: "m",
    ...given,
  });
  const signal = new AbortController().signal;
  using open = await openCredentials(options, { warn: () => {}, signal });
  const findings = await checkService({ ...options, to: service.url }, open.credentials);
  expect(service.statuses).toEqual([401, 200]);
  expect(findings.map(({ state }) => state)).toEqual(["ok", "ok", "ok"]);
  const command = findings.at(-1)?.detail;
  expect(command).toContain(`--header-file ${service.path("headers")} --token-command '***'`);
});
