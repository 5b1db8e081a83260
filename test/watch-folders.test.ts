import { describe, expect, test } from "vitest";
import { type FrameResult, watchFolders } from "../src/index.ts";
import { DeliveryCommand } from "./support/program/delivery-command.ts";

describe("watchFolders", () => {
  test("reports each frame as it is settled, until the reader leaves", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const folders = [delivery.path("in")];
    const to = delivery.service.url;
    const run = watchFolders({ folders, to, state: delivery.path("state") });
    const results: FrameResult[] = [];
    for await (const event of run) {
      if (event.type !== "frameSettled") continue;
      results.push(event.result);
      if (results.length === 2) break;
      delivery.land("in/sub/b.jpg");
    }
    expect(results.map(({ frame }) => frame)).toEqual(["a.jpg", "sub/b.jpg"]);
    expect(await run.summary).toMatchObject({ landed: 2, delivered: 2, problems: [] });
  });

  test("ends when the signal says so, without a reader", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const stop = new AbortController();
    const { summary } = watchFolders({
      folders: [delivery.path("in"), delivery.path("missing")],
      to: delivery.service.url,
      state: delivery.path("state"),
      signal: stop.signal,
    });
    await expect.poll(() => delivery.service.requestCount).toBe(1);
    stop.abort();
    expect(await summary).toMatchObject({ delivered: 1, complete: false, aborted: true });
  });

  test("takes the options of the command line, times as text or as numbers", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/b.png", "image.jpg");
    const { summary } = watchFolders({
      folders: [delivery.path("in")],
      to: delivery.service.url,
      state: delivery.path("state"),
      match: ["*.jpg"],
      delete: true,
      settleMs: "1s",
      command: ["cp", delivery.path("image.jpg"), delivery.path("in/c.jpg")],
    });
    expect(await summary).toMatchObject({ landed: 2, delivered: 2, complete: true });
    expect(delivery.arrived).toEqual(["image.jpg", "in/a.jpg"]);
  });

  test("rejects for folders that lie in one another, and for a command that does not exist", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const options = { to: delivery.service.url, state: delivery.path("state") };
    const nested = [delivery.path("in"), delivery.path("in/sub")];
    await expect(watchFolders({ ...options, folders: nested }).summary).rejects.toMatchObject({
      code: "ERR_OPTION",
    });
    const wrapping = { ...options, folders: [delivery.path("in")], command: ["nosuchprogram"] };
    await expect(watchFolders(wrapping).summary).rejects.toMatchObject({
      code: "ERR_COMMAND_FAILED",
      kind: "source",
    });
  });
});
