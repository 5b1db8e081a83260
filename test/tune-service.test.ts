import { existsSync, writeFileSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { type TuneEvent, tuneService } from "../src/index.ts";
import { CFR_VIDEO } from "../scripts/fixtures/fixture-videos.ts";
import { fixtureVideoPath } from "./support/videos/decoded-video.ts";
import { DeliveryCommand, imageOf } from "./support/program/delivery-command.ts";

/** Enough for the steps of 1 and 2 in flight. */
const SMALL = { maxRequests: 40, maxConcurrency: 2 } as const;

describe("tuneService", () => {
  test("sends the images of a folder over and over, each time under another key", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg", "in/sub/b.jpg");
    const events: TuneEvent[] = [];
    const report = await tuneService({
      ...SMALL,
      to: delivery.service.url,
      images: delivery.path("in"),
      onEvent: (event) => events.push(event),
    });
    expect(report).toMatchObject({
      frames: { kind: "folder", count: 2 },
      serviceResponded: true,
      requests: delivery.service.requestCount,
      ending: { cause: "maxConcurrency" },
    });
    expect(report.steps.map(({ inFlight }) => inFlight)).toEqual([1, 2]);
    expect(new Set(delivery.arrivals)).toEqual(new Set(["a.jpg", "b.jpg"]));
    const keys = delivery.service.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(delivery.service.requestCount);
    expect(events[0]).toMatchObject({ type: "tunePlanned", budget: { requests: 40 } });
    const ended = events.filter(({ type }) => type === "tuneRequestEnded");
    expect(ended).toHaveLength(delivery.service.requestCount);
    expect(events.filter(({ type }) => type === "stepEnded")).toHaveLength(2);
  });

  test("leaves nothing behind: no frame of a video, no record, no image changed", async () => {
    await using delivery = await DeliveryCommand.open();
    const temporary = delivery.path("tmp");
    delivery.land("tmp/keep.jpg");
    const before = process.env["TMPDIR"];
    process.env["TMPDIR"] = temporary;
    try {
      const video = fixtureVideoPath(CFR_VIDEO.fileName);
      const report = await tuneService({ ...SMALL, to: delivery.service.url, video });
      expect(report.frames).toMatchObject({ kind: "video", path: video });
      expect(report.frames.count).toBeGreaterThan(10);
    } finally {
      if (before === undefined) delete process.env["TMPDIR"];
      else process.env["TMPDIR"] = before;
    }
    expect(await readdir(temporary)).toEqual(["keep.jpg"]);
    expect(existsSync(delivery.path("state"))).toBe(false);
    expect(delivery.arrivals[0]).toBe("frame_00000000.jpg");
  });

  test("makes its own pictures where no images are named", async () => {
    await using delivery = await DeliveryCommand.open();
    const report = await tuneService({ ...SMALL, to: delivery.service.url });
    expect(report.frames).toMatchObject({ kind: "demo", path: null, count: 16 });
    expect(delivery.service.requests[0]?.body.length).toBeGreaterThan(80_000);
  });

  test("leaves out images that are not whole", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    writeFileSync(delivery.path("in/cut.jpg"), imageOf("").subarray(0, 200));
    const { frames } = await tuneService({
      ...SMALL,
      to: delivery.service.url,
      images: delivery.path("in"),
    });
    expect(frames.count).toBe(1);
  });

  test("speaks the protocol that it is given, with its headers", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const sending = { protocol: "raw", headers: { "x-token": "abc" } } as const;
    await tuneService({
      ...SMALL,
      ...sending,
      to: delivery.service.url,
      images: delivery.path("in"),
    });
    expect(delivery.service.requests[0]?.headers).toMatchObject({
      "content-type": "image/jpeg",
      "x-token": "abc",
    });
  });

  test("also tries the adaptive limit, and counts what that sends", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const report = await tuneService({
      ...{ maxRequests: 400, maxConcurrency: 2 },
      to: delivery.service.url,
      images: delivery.path("in"),
    });
    expect(report.auto).toMatchObject({ failed: 0, failures: [] });
    expect(report.auto?.framesPerSecond).toBeGreaterThan(0);
    expect(report.auto?.inFlight).toBeLessThanOrEqual(2);
    expect(report.requests).toBe(delivery.service.requestCount);
    expect(report.requests).toBeLessThanOrEqual(400);
    const keys = delivery.service.requests.map(({ headers }) => headers["idempotency-key"]);
    expect(new Set(keys).size).toBe(report.requests);
  });

  test("ends at once when its signal aborts, with what it has", async () => {
    const stop = new AbortController();
    await using delivery = await DeliveryCommand.open({
      answer: (_, number) => {
        if (number < 30) return {};
        stop.abort();
        return { kind: "hang" };
      },
    });
    delivery.land("in/a.jpg");
    const report = await tuneService({
      ...{ maxRequests: 200, maxConcurrency: 1 },
      to: delivery.service.url,
      images: delivery.path("in"),
      signal: stop.signal,
    });
    expect(report.ending.cause).toBe("interrupted");
    expect(report.requests).toBe(31);
  });

  test("is an error without images, and where its page would replace something else", async () => {
    await using delivery = await DeliveryCommand.open();
    const to = delivery.service.url;
    const both = tuneService({ to, images: delivery.path("in"), video: "clip.mp4" });
    await expect(both).rejects.toMatchObject({ code: "ERR_OPTION" });
    await expect(tuneService({ to, images: delivery.path("in") })).rejects.toMatchObject({
      code: "ERR_SOURCE_MISSING",
    });
    await expect(tuneService({ to, video: delivery.path("no.mp4") })).rejects.toMatchObject({
      code: "ERR_VIDEO_MISSING",
    });
    delivery.land("a.jpg");
    const page = tuneService({ to, html: delivery.path("a.jpg", "page.html") });
    await expect(page).rejects.toMatchObject({ code: "ERR_FOLDER_UNUSABLE" });
    expect(delivery.service.requestCount).toBe(0);
  });
});
