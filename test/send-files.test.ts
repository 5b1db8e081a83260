import { describe, expect, test } from "vitest";
import { type FrameResult, sendFiles } from "../src/index.ts";
import { DeliveryCommand } from "./support/program/delivery-command.ts";

describe("sendFiles", () => {
  test("delivers files, folders and what a list brings, and reports each", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "b.jpg", "c.jpg");
    const list = (async function* () {
      await expect.poll(() => delivery.service.requestCount).toBe(2);
      yield delivery.path("c.jpg");
    })();
    const run = sendFiles({
      paths: [delivery.path("in"), delivery.path("b.jpg")],
      list,
      to: delivery.service.url,
      state: delivery.path("state"),
    });
    const results: FrameResult[] = [];
    for await (const event of run) if (event.type === "frameSettled") results.push(event.result);
    expect(results.at(-1)).toMatchObject({ source: "list", frame: delivery.path("c.jpg") });
    expect(await run.summary).toMatchObject({ landed: 3, delivered: 3, complete: true });
    expect(delivery.arrived).toEqual(["b.jpg", "c.jpg", "in/a.jpg"]);
  });

  test("ends when the reader leaves, though the list stays open", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const list = (async function* () {
      yield delivery.path("a.jpg");
      await new Promise(() => {});
    })();
    const run = sendFiles({ list, to: delivery.service.url, state: delivery.path("state") });
    for await (const event of run) if (event.type === "frameSettled") break;
    expect(await run.summary).toMatchObject({ delivered: 1, complete: false, aborted: true });
  });

  test("rejects with what the list throws", async () => {
    await using delivery = await DeliveryCommand.open();
    // eslint-disable-next-line require-yield -- it fails before it brings anything
    const list = (async function* (): AsyncGenerator<string> {
      throw new Error("the database is away");
    })();
    const run = sendFiles({ list, to: delivery.service.url, state: delivery.path("state") });
    await expect(run.summary).rejects.toThrow("the database is away");
  });

  test("rejects for what is not there", async () => {
    await using delivery = await DeliveryCommand.open();
    const to = delivery.service.url;
    const { summary } = sendFiles({ paths: [delivery.path("nowhere")], to });
    await expect(summary).rejects.toMatchObject({ code: "ERR_SOURCE_MISSING", kind: "source" });
  });
});
