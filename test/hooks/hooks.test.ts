import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import { Hooks } from "../../src/hooks/hooks.ts";
import type { WebhookRequest } from "../../src/hooks/delivery/post-webhook.ts";
import {
  AlarmMemory,
  hookKey,
  type KnownSubjects,
  type ToldAlarm,
} from "../../src/hooks/memory/alarm-memory.ts";
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

const known: KnownSubjects = { sources: new Set(["gate", "yard"]), services: new Set() };

/** Hooks whose requests are kept, and answered as the test says. */
function watchedHooks(
  hooks: readonly Hook[],
  {
    abort = new AbortController().signal,
    told = [],
  }: { readonly abort?: AbortSignal; readonly told?: readonly ToldAlarm[] } = {},
) {
  const requests: WebhookRequest[] = [];
  const warnings: string[] = [];
  let answer: "told" | "never" = "told";
  const tools = {
    ...{ clock: new FakeClock(), memory: new AlarmMemory(told) },
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
    ...{ requests, warnings, hooks: new Hooks({ hooks, known }, tools, abort) },
    memory: tools.memory,
    hang: () => (answer = "never"),
    urls: () => requests.map(({ url }) => url),
  };
}

describe("hooks that are replaced", () => {
  test("go on where they were if they stay the same, begin if they are new, and are gone if they are not there", async () => {
    const { hooks, urls } = watchedHooks([hook("http://a/"), hook("http://b/")]);
    hooks.listen("gate", person);
    await expect.poll(urls).toEqual(["http://a/", "http://b/"]);
    hooks.replace({ hooks: [hook("http://a/"), hook("http://c/")], known });
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
    hooks.replace({ hooks: [], known });
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

describe("troubles that hooks were told of", () => {
  const silent = hook("http://a/", { when: "camera-silent", afterMs: 0 });
  const lost = { type: "sourceLost", source: "rtsp://cam", reason: "no route" } as RunEvent;
  const toldOf = (source: string, key = hookKey(silent)): ToldAlarm => {
    const date = "2026-12-02T15:00:00.000Z";
    return { hook: key, source, service: null, reason: "no route", since: date, toldAt: date };
  };

  test("are remembered once they are told, and no longer once their end is", async () => {
    const { hooks, memory, requests } = watchedHooks([silent]);
    hooks.listen("gate", lost);
    await expect.poll(() => memory.all).toMatchObject([{ source: "gate", reason: "no route" }]);
    // A source that ends, such as with its site, is no end of its trouble.
    hooks.ended("gate");
    hooks.started("gate");
    hooks.listen("gate", { type: "frameLanded" } as RunEvent);
    await expect.poll(() => memory.all).toEqual([]);
    expect(requests.map(({ body }) => JSON.parse(body).recovered)).toEqual([false, true]);
  });

  test("are forgotten with their source, and with a hook that tells somebody else", async () => {
    const told = [toldOf("gate"), toldOf("gone"), toldOf("gate", "other 0123")];
    const { hooks, memory } = watchedHooks([silent], { told });
    expect(memory.all).toEqual([toldOf("gate")]);
    hooks.replace({ hooks: [{ ...silent, atMostEveryMs: 1 }], known });
    expect(memory.all).toEqual([toldOf("gate")]);
    hooks.replace({ hooks: [{ ...silent, post: "http://b/" }], known });
    expect(memory.all).toEqual([]);
    await hooks[Symbol.asyncDispose]();
  });

  test("go on where a hook has other options, and tells the same of them", async () => {
    const { hooks, requests } = watchedHooks([silent], { told: [toldOf("gate")] });
    hooks.replace({ hooks: [{ ...silent, atMostEveryMs: 1 }], known });
    hooks.listen("gate", lost);
    hooks.started("gate");
    hooks.listen("gate", { type: "frameLanded" } as RunEvent);
    await hooks[Symbol.asyncDispose]();
    expect(requests.map(({ body }) => JSON.parse(body))).toMatchObject([{ recovered: true }]);
  });

  test("but could not be told any more are for the next run to tell", async () => {
    const abort = new AbortController();
    const { hooks, memory, hang } = watchedHooks([silent], { abort: abort.signal });
    hang();
    hooks.listen("gate", lost);
    abort.abort();
    await hooks[Symbol.asyncDispose]();
    expect(memory.all).toEqual([]);
  });
});

test("a webhook that hangs while frames flood is in the way of none, and what is left out is said", async () => {
  const abort = new AbortController();
  const { hooks, hang, requests, warnings } = watchedHooks(
    [hook("http://a/", { atMostEveryMs: 0 })],
    { abort: abort.signal },
  );
  hang();
  hooks.listen("gate", person);
  await expect.poll(() => requests).toHaveLength(1);
  // It is called in the path of a frame: whoever calls gets its time back at once, 200 times in one turn.
  for (let frame = 0; frame < 200; frame += 1) expect(hooks.listen("gate", person)).toBeUndefined();
  expect(hooks.accounts).toMatchObject([{ told: 0, overflowed: 100 }]);
  expect(warnings).toEqual([
    expect.stringMatching(/^hook http:\/\/a\/ cannot keep up: 100 events wait/u),
  ]);
  abort.abort();
  await hooks[Symbol.asyncDispose]();
  expect(requests).toHaveLength(1);
});

test("hooks end at once at an abort, and say what was not told", async () => {
  const abort = new AbortController();
  const { hooks, hang, requests, warnings } = watchedHooks([hook("http://a/")], {
    abort: abort.signal,
  });
  hang();
  hooks.listen("gate", person);
  await expect.poll(() => requests).toHaveLength(1);
  abort.abort();
  await hooks[Symbol.asyncDispose]();
  expect(warnings).toEqual(["hook http://a/ has not told 1 event at the end"]);
  expect(hooks.accounts).toMatchObject([{ told: 0, untold: 1 }]);
});
