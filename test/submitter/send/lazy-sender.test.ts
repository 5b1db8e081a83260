import { describe, expect, test } from "vitest";
import { LazySender } from "../../../src/submitter/send/lazy-sender.ts";
import type { SendContext, Sender } from "../../../src/submitter/send-result.ts";
import { sampleFrame } from "../../support/samples/sample-frame.ts";
import { TAKEN } from "../scripted-fleet.ts";

const unheard: SendContext = { signal: new AbortController().signal };

/** A service that opens when the test says so, and tells what it was asked. */
function lateService() {
  const asked: PromiseWithResolvers<Sender>[] = [];
  const signals: AbortSignal[] = [];
  const sender = new LazySender(async (signal) => {
    const opening = Promise.withResolvers<Sender>();
    asked.push(opening);
    signals.push(signal);
    signal.addEventListener("abort", () => opening.reject(new Error("broken off")));
    return await opening.promise;
  });
  return { sender, asked, signals };
}

function openSender() {
  const state = { isClosed: false };
  const sender: Sender = {
    send: async () => TAKEN,
    [Symbol.asyncDispose]: async () => void (state.isClosed = true),
  };
  return { sender, state };
}

describe("a sender to a service that may come late", () => {
  test("sends once it was opened", async () => {
    const { sender, asked } = lateService();
    const opening = sender.open();
    asked[0]?.resolve(openSender().sender);
    await opening;
    expect(await sender.send(sampleFrame(), unheard)).toBe(TAKEN);
  });

  test("finds nobody there until then, and asks once at a time", async () => {
    const { sender, asked } = lateService();
    for (let count = 0; count < 3; count += 1)
      expect(await sender.send(sampleFrame(), unheard)).toMatchObject({
        verdict: { kind: "unavailable", reason: "it is not ready yet" },
        fault: "unreachable",
      });
    expect(asked).toHaveLength(1);
  });

  test("says why it cannot be opened, and asks again with the next frame", async () => {
    const { sender, asked } = lateService();
    const opening = sender.open();
    asked[0]?.reject(new Error("the model is unknown"));
    await expect(opening).rejects.toThrow("the model is unknown");
    const { verdict } = await sender.send(sampleFrame(), unheard);
    expect(verdict).toMatchObject({ reason: "the model is unknown" });
    expect(asked).toHaveLength(2);
    asked[1]?.resolve(openSender().sender);
    await sender.open();
    expect(await sender.send(sampleFrame(), unheard)).toBe(TAKEN);
  });

  test("breaks off the asking when it is closed, and closes what was opened", async () => {
    const { sender, signals } = lateService();
    sender.open().catch(() => {});
    await sender[Symbol.asyncDispose]();
    expect(signals[0]?.aborted).toBe(true);
    const { sender: opened, asked } = lateService();
    const opening = opened.open();
    const { sender: inner, state } = openSender();
    asked[0]?.resolve(inner);
    await opening;
    await opened[Symbol.asyncDispose]();
    expect(state.isClosed).toBe(true);
  });
});
