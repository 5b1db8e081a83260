import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { sendFiles, watchFolders } from "../../src/index.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { scrape, type Scrape } from "../support/metrics/scrape.ts";

const ANY_PORT = { host: "127.0.0.1", port: 0 };

describe("metrics in the library", () => {
  test("are those of the run, at the address that its first event names, and end with it", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/b.jpg");
    const folders = [delivery.path("in")];
    const { url: to } = delivery.service;
    const state = delivery.path("state");
    const run = watchFolders({ folders, to, state, maxFrames: 2, metrics: ANY_PORT });
    let url = "";
    const scrapes: Scrape[] = [];
    for await (const event of run) {
      if (event.type === "monitoringStarted") ({ url } = event);
      if (event.type === "frameSettled") scrapes.push(await scrape(url));
    }
    expect(scrapes).toHaveLength(2);
    expect(scrapes[0]?.sum("frameferry_frames_total", { source: "in" })).toBeGreaterThan(0);
    expect(await run).toMatchObject({ delivered: 2 });
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("count each of two runs at once for itself", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("one/a.jpg", "other/b.jpg", "other/c.jpg");
    const counts = ["one", "other"].map(async (name) => {
      const run = sendFiles({
        ...{ paths: [delivery.path(name)], to: delivery.service.url, metrics: ANY_PORT },
        state: delivery.path("state"),
      });
      let url = "";
      let landed = 0;
      for await (const event of run) {
        if (event.type === "monitoringStarted") ({ url } = event);
        if (event.type !== "frameSettled") continue;
        const scraped = await scrape(url);
        expect(scraped.of("frameferry_frames_landed_total")).toHaveLength(1);
        landed = scraped.sum("frameferry_frames_landed_total");
      }
      return landed;
    });
    expect(await Promise.all(counts)).toEqual([1, 2]);
  });

  test("without a token for other machines reject, in the library's words", async () => {
    const metrics = { host: "0.0.0.0", port: 0 };
    await expect(
      sendFiles({ paths: ["a.jpg"], to: "http://127.0.0.1:1/", metrics }),
    ).rejects.toMatchObject({
      code: "ERR_OPTION",
      message: "`metrics` 0.0.0.0:0 can be reached from other machines, which needs a token",
      remedy: expect.stringContaining("set `metricsToken`"),
    });
  });

  test("on a port that is taken reject before a frame is touched", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const metrics = { host: "127.0.0.1", port: (other.address() as AddressInfo).port };
    const paths = [delivery.path("a.jpg")];
    const state = delivery.path("state");
    await expect(
      sendFiles({ paths, to: delivery.service.url, state, metrics }),
    ).rejects.toMatchObject({ code: "ERR_PORT_UNUSABLE", kind: "environment" });
    expect(delivery.service.requestCount).toBe(0);
    other.close();
  });
});
