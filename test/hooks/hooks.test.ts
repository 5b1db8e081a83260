import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import { Hooks } from "../../src/hooks/hooks.ts";
import type { WebhookRequest } from "../../src/hooks/delivery/post-webhook.ts";
import type { Hook } from "../../src/hooks/shown-hook.ts";
import { detectionsIn } from "../../src/protocols/detections/detections-in.ts";
import { FakeClock } from "../support/clock/fake-clock.ts";
import { sampleResult } from "../support/samples/sample-result.ts";
import { sampleHook } from "./sample-hook.ts";

const person: RunEvent = {
  type: "frameSettled",
  result: sampleResult({ predictions: { classes: [{ label: "person", confidence: 0.9 }] } }),
};

const hook = (post: string, options: Partial<Hook> = {}): Hook => ({
  ...sampleHook({ when: "detection", run: null, post, atMostEveryMs: 60_000 }),
  ...{ name: post, ...options },
});

/** Hooks whose requests are kept, and answered as the test says. */
function watchedHooks(hooks: readonly Hook[], abort = new AbortController().signal) {
  const requests: WebhookRequest[] = [];
  const warnings: string[] = [];
  let answer: "told" | "never" = "told";
  const tools = {
    clock: new FakeClock(),
    readFindings: detectionsIn,
    warn: (message: string) => warnings.push(message),
    postOnce: async (request: WebhookRequest, signal: AbortSignal) => {
      requests.push(request);
      if (answer === "never")
        await new Promise((_, reject) =>
          signal.addEventListener("abort", () => reject(new Error())),
        );
      return { status: 200, waitMs: null };
    },
  };
  return {
    ...{ requests, warnings, hooks: new Hooks(hooks, tools, abort) },
    hang: () => (answer = "never"),
    urls: () => requests.map(({ url }) => url),
  };
}

describe("hooks that are replaced", () => {
  test("go on where they were if they stay the same, begin if they are new, and are gone if they are not there", async () => {
    const { hooks, urls } = watchedHooks([hook("http://a/"), hook("http://b/")]);
    hooks.listen("gate", person);
    await expect.poll(urls).toEqual(["http://a/", "http://b/"]);
    hooks.replace([hook("http://a/"), hook("http://c/")]);
    hooks.listen("gate", person);
    await expect.poll(urls).toEqual(["http://a/", "http://b/", "http://c/"]);
    expect(hooks.accounts).toMatchObject([
      { name: "http://a/", told: 1 },
      { name: "http://c/", told: 1 },
    ]);
    await hooks[Symbol.asyncDispose]();
    expect(urls()).toHaveLength(3);
  });

  test("tell what was waiting, though they are gone", async () => {
    const { hooks, urls } = watchedHooks([hook("http://a/", { atMostEveryMs: 0 })]);
    hooks.listen("gate", person);
    hooks.listen("gate", person);
    hooks.replace([]);
    await hooks[Symbol.asyncDispose]();
    expect(urls()).toEqual(["http://a/", "http://a/"]);
  });
});

test("hooks hear only of their sources, of which one may have several services", async () => {
  const { hooks, urls } = watchedHooks([
    hook("http://a/", { source: ["gate"], atMostEveryMs: 0 }),
    hook("http://b/", { source: ["gate/plates"], atMostEveryMs: 0 }),
  ]);
  for (const source of ["gate/plates", "gate/detector", "gates", "yard"])
    hooks.listen(source, person);
  await hooks[Symbol.asyncDispose]();
  expect(urls().toSorted()).toEqual(["http://a/", "http://a/", "http://b/"]);
});

test("hooks end at once at an abort, and say what was not told", async () => {
  const abort = new AbortController();
  const { hooks, hang, requests, warnings } = watchedHooks([hook("http://a/")], abort.signal);
  hang();
  hooks.listen("gate", person);
  await expect.poll(() => requests).toHaveLength(1);
  abort.abort();
  await hooks[Symbol.asyncDispose]();
  expect(warnings).toEqual(["hook http://a/ has not told 1 event at the end"]);
  expect(hooks.accounts).toMatchObject([{ told: 0, untold: 1 }]);
});
