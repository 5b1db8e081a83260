import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test, vi } from "vitest";
import type { SeriesPoint } from "../../src/dashboard/page-data.ts";
import { openDashboard } from "../support/dashboard/open-dashboard.ts";
import { PageFeed } from "../support/dashboard/page-feed.ts";
import { carry, sampleView } from "../support/dashboard/sample-events.ts";

/** Every point of all that a page has got, in the order of time. */
function pointsOf({ messages }: PageFeed): readonly SeriesPoint[] {
  return messages.flatMap(({ event, data }) => {
    if (event === "hello") return data.series.minutes["all"] ?? [];
    if (event === "catchup") return data.series["all"] ?? [];
    return event === "tick" ? (data.points["all"] ?? []) : [];
  });
}

describe("an open page", () => {
  test("gets what is known at once, then each second as it ends, and each frame", async () => {
    await using served = await openDashboard();
    const { dashboard, url } = served;
    dashboard.runOpened(sampleView());
    carry(dashboard, { relativePath: "before.jpg" });
    await expect.poll(() => dashboard.shelf.cards()).toHaveLength(1);
    dashboard.tick(Date.now());
    using page = await PageFeed.open(url);
    const hello = await page.until(({ event }) => event === "hello");
    expect(hello.data).toMatchObject({
      actionToken: dashboard.content.actionToken,
      frames: [{ frame: "before.jpg" }],
    });
    expect(pointsOf(page).reduce((sum, { delivered }) => sum + delivered, 0)).toBe(1);
    carry(dashboard, { relativePath: "after.jpg" });
    const frame = await page.until(({ event }) => event === "frame");
    expect(frame.data).toMatchObject({ frame: "after.jpg", sourceId: "s1", source: "front" });
    dashboard.tick(Date.now());
    // The dashboard ticks by itself, too.
    const tick = await page.until(
      ({ event, data }) => event === "tick" && "state" in data && data.state.totals.delivered === 2,
    );
    expect(tick.data).toMatchObject({
      points: { all: { delivered: 1 }, "source:s1": { delivered: 1 } },
    });
    await expect.poll(() => dashboard.state.state.spool.freeBytes).toBe(1000);
  });

  test("that comes again has every point once, and the frames that it missed", async () => {
    await using served = await openDashboard();
    const { dashboard, url } = served;
    dashboard.runOpened(sampleView());
    const carried: string[] = [];
    const second = (): void => {
      carried.push(`${carried.length}.jpg`);
      carry(dashboard, { relativePath: carried.at(-1) ?? "" });
      dashboard.tick(Date.now());
    };
    const first = await PageFeed.open(url);
    second();
    second();
    await first.until(({ data }) => "state" in data && data.state.totals.landed === 2);
    await expect.poll(() => dashboard.shelf.cards()).toHaveLength(2);
    first[Symbol.dispose]();
    await first.ended;
    await expect.poll(() => dashboard.feed.isRead).toBe(false);
    for (let missed = 0; missed < 3; missed += 1) second();
    await expect.poll(() => dashboard.shelf.cards()).toHaveLength(5);
    using again = await PageFeed.open(url, { "last-event-id": first.lastEventId });
    const catchup = await again.until(({ event }) => event === "catchup");
    second();
    await again.until(({ data }) => "state" in data && data.state.totals.landed === 6);
    const all = [...pointsOf(first), ...pointsOf(again)];
    expect(all.reduce((sum, { landed }) => sum + landed, 0)).toBe(6);
    const times = all.map(({ atMs }) => atMs);
    expect(times.toSorted((one, other) => one - other)).toEqual(times);
    expect(again.messages.some(({ event }) => event === "hello")).toBe(false);
    const frames = "frames" in catchup.data ? catchup.data.frames : [];
    expect(frames.map(({ frame }) => frame)).toEqual(
      expect.arrayContaining(["2.jpg", "3.jpg", "4.jpg"]),
    );
  });

  test.each(["", "0123456789abcdef-3", "nonsense", "-1"])(
    "that names no place in this feed (%j) begins anew",
    async (id) => {
      await using served = await openDashboard();
      using page = await PageFeed.open(served.url, { "last-event-id": id });
      expect((await page.until(() => true)).event).toBe("hello");
    },
  );

  test("that was away for longer than the chart begins anew", async () => {
    await using served = await openDashboard();
    const { dashboard, url } = served;
    using early = await PageFeed.open(url);
    await early.until(({ event }) => event === "hello");
    for (let second = 0; second < 400; second += 1) dashboard.tick(Date.now());
    using late = await PageFeed.open(url, { "last-event-id": early.lastEventId });
    expect((await late.until(() => true)).event).toMatch(/^(?:hello|catchup)$/u);
    const id = early.messages[0]?.id ?? "";
    using latest = await PageFeed.open(url, { "last-event-id": id });
    expect((await latest.until(() => true)).event).toBe("hello");
  });

  test("is told of the end, and its feed ends", async () => {
    await using served = await openDashboard();
    served.dashboard.runOpened(sampleView());
    using page = await PageFeed.open(served.url);
    await page.until(({ event }) => event === "hello");
    for (const view of served.dashboard.state.views) served.dashboard.runClosed(view, 0);
    served.dashboard[Symbol.dispose]();
    await page.ended;
    expect(page.messages.at(-1)).toMatchObject({
      event: "ended",
      data: { state: { isOpen: false } },
    });
  });
});

describe("a page that does not read", () => {
  test("is dropped, while others go on", async () => {
    await using served = await openDashboard();
    const { dashboard, url } = served;
    const { port, host } = new URL(url);
    const sources = Array.from({ length: 200 }, (_, at) => ({
      source: `/cameras/${"x".repeat(60)}${at}`,
      trouble: () => null,
    }));
    dashboard.runOpened(sampleView({ sources }));
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("error", () => {});
    socket.write(`GET /api/events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await once(socket, "readable");
    using other = await PageFeed.open(url);
    await other.until(({ event }) => event === "hello");
    // The other page must have read before more is sent: it shares a process with all this.
    for (let sent = 0; sent < 5000 && dashboard.feed.readerCount > 1; sent += 5) {
      const { lastEventId: known } = other;
      for (let more = 0; more < 5; more += 1) dashboard.tick(Date.now());
      await vi.waitUntil(() => other.lastEventId !== known, { timeout: 120_000, interval: 1 });
    }
    expect(dashboard.feed.readerCount).toBe(1);
    const { lastEventId } = other;
    dashboard.tick(Date.now());
    await expect.poll(() => other.lastEventId).not.toBe(lastEventId);
    socket.destroy();
  });
});

test("a head without a body opens no feed", async () => {
  await using served = await openDashboard();
  const response = await fetch(new URL("/api/events", served.url), { method: "HEAD" });
  expect(response.status).toBe(404);
  expect(served.dashboard.feed.isRead).toBe(false);
});
