import { expect, test } from "vitest";
import { digestOf } from "../../support/files/digest-of.ts";
import { startOracle } from "../oracle/start-oracle.ts";
import { freshFrameMs } from "./fresh-frame.ts";

test("the time of a fresh frame runs from its landing to its whole answer, and a truncated one does not count", async () => {
  await using oracle = await startOracle();
  const post = async (): Promise<string> => {
    const body = "a fresh frame";
    void fetch(oracle.url, { method: "POST", body }).catch(() => {});
    return digestOf(Buffer.from(body));
  };
  const faults = [{ name: "cut", action: { kind: "close", after: "halfBody" } }] as const;
  await oracle.setFaults(faults);
  expect(await freshFrameMs(oracle, post, 300)).toBe(Number.POSITIVE_INFINITY);
  await expect.poll(async () => (await oracle.counts()).fired).toEqual({ cut: 1 });
  await oracle.setFaults([]);
  expect(await freshFrameMs(oracle, post)).toBeLessThan(10_000);
});
