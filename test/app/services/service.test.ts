import { describe, expect, test } from "vitest";
import { openService } from "../../../src/app/services/service.ts";
import { type SendOptions, sendSchema } from "../../../src/options/send-options.ts";
import { checkOptions } from "../../../src/options/options-schema.ts";
import { bentomlStub } from "../../services/stubs/bentoml.ts";
import { deepstackStub } from "../../services/stubs/deepstack.ts";
import { kserveV2Stub } from "../../services/stubs/kserve-v2.ts";
import { multipartStub } from "../../services/stubs/multipart.ts";
import { ollamaStub } from "../../services/stubs/ollama.ts";
import { Stub, type StubRules } from "../../services/stubs/stub.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";

const { signal } = new AbortController();
const kserveStub = kserveV2Stub({ name: "image", datatype: "BYTES", shape: [-1, 1] }, true);

const DEEPSTACK = { protocol: "deepstack" };

/** Opens a service, and tells what was said meanwhile. @param onWord what happens at each word. */
async function opened(to: string, given: object, onWord: () => void = () => {}) {
  const said: string[] = [];
  const emit = (event: { readonly type: string; readonly message?: string }): void => {
    said.push(`${event.type}: ${event.message}`);
    onWord();
  };
  const options = { ...checkOptions<SendOptions>(sendSchema, { to, ...given }), to };
  const service = await openService(options, {
    clock: new FakeClock({ isInstant: true }),
    emit,
    signal,
  });
  return { ...service, said };
}

/** Who asked what of a service. */
function askedOf({ requests }: Stub): readonly string[] {
  return [...new Set(requests.map(({ method, path }) => `${method} ${path}`))];
}

describe("a service at the start of a run", () => {
  test("is waited for while it is not ready, and that is said once", async () => {
    await using stub = await Stub.start(deepstackStub);
    stub.isReady = false;
    const { address, said } = await opened(stub.url, DEEPSTACK, () => (stub.isReady = true));
    expect(address).toBe(`${stub.url}/v1/vision/detection`);
    expect(said).toEqual([
      `warningRaised: waiting for ${stub.url}/, which is not ready: it answers 200: {"success":false}`,
    ]);
    expect(stub.requests).toHaveLength(2);
  });

  test("is sent to anyway when it is still not ready after --wait-ready, and that is said", async () => {
    await using stub = await Stub.start(deepstackStub);
    stub.isReady = false;
    const { said } = await opened(stub.url, { ...DEEPSTACK, waitReadyMs: "3s" });
    expect(said.at(-1)).toBe(
      `warningRaised: ${stub.url}/ is still not ready (it answers 200: {"success":false}); ` +
        "frames are sent as soon as it takes them",
    );
    expect(stub.requests).toHaveLength(7);
  });

  test("ends the run when it must be asked before it can be sent to and stays unready", async () => {
    await using stub = await Stub.start(kserveStub);
    stub.isReady = false;
    const given = { protocol: "kserve-v2", model: "yolo", waitReadyMs: "1s" };
    await expect(opened(stub.url, given)).rejects.toMatchObject({
      code: "ERR_SERVICE_SILENT",
      message: expect.stringMatching(
        /^nothing can be sent to .*: it is not ready: it answers 400/u,
      ),
    });
  });

  test.each<readonly [StubRules, object, string]>([
    [bentomlStub, { protocol: "bentoml" }, "/classify"],
    [ollamaStub, { protocol: "ollama", model: "llava" }, ""],
    [kserveStub, { protocol: "kserve-v2", model: "yolo" }, ""],
  ])("is asked for readiness where its protocol says (%#)", async (rules, given, path) => {
    await using stub = await Stub.start(rules);
    const { said } = await opened(stub.url + path, given);
    expect(said.filter((word) => word.startsWith("warningRaised"))).toEqual([]);
    expect(askedOf(stub)).toContain(`${rules.readiness.method} ${rules.readiness.path}`);
  });

  test("is left to the first frame when it has no way to say that it is ready, unless --wait-ready is given", async () => {
    await using stub = await Stub.start(multipartStub);
    stub.isReady = false;
    await opened(`${stub.url}/predict`, {});
    expect(askedOf(stub)).toEqual([]);
    const ready = (): boolean => (stub.isReady = true);
    const { said } = await opened(`${stub.url}/predict`, { waitReadyMs: "5s" }, ready);
    expect(askedOf(stub)).toEqual(["HEAD /predict"]);
    expect(said).toEqual([expect.stringContaining("which is not ready: it answers 503")]);
  });
});

test("a request may take as long as its protocol says, or as the user says", async () => {
  await using stub = await Stub.start(ollamaStub);
  const language = { protocol: "ollama", model: "llava" };
  expect((await opened(stub.url, language)).timeoutMs).toBe(120_000);
  expect((await opened(stub.url, { ...language, timeoutMs: "5s" })).timeoutMs).toBe(5000);
  expect((await opened(stub.url, {})).timeoutMs).toBe(30_000);
});
