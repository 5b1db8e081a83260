import { once } from "node:events";
import { existsSync } from "node:fs";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { setTimeout } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { freePort, listenOn } from "../../scripts/bench/service/free-port.ts";
import { sendFiles } from "../../src/index.ts";
import { ask } from "../support/dashboard/ask.ts";
import { dashboardAddress } from "../support/dashboard/dashboard-address.ts";
import { PageFeed } from "../support/dashboard/page-feed.ts";
import { metricsAddress } from "../support/metrics/metrics-address.ts";
import type { FrameCard } from "../../src/dashboard/frame-data.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { runMain } from "../support/program/run-main.ts";

describe("the dashboard of a watch", () => {
  test("agrees with its summary at the end, by outcome, source and service", async () => {
    const tries = new Map<string, number>();
    await using delivery = await DeliveryCommand.open({
      answer: ({ parts }) => {
        const name = parts[0]?.fileName ?? "";
        const count = (tries.get(name) ?? 0) + 1;
        tries.set(name, count);
        if (name.startsWith("bad")) return { status: 422 };
        return name.startsWith("busy") && count === 1 ? { status: 503 } : {};
      },
    });
    for (let index = 0; index < 20; index += 1)
      delivery.land(`one/frames/good${index}.jpg`, `other/frames/good-${index}.jpg`);
    delivery.land("one/frames/bad1.jpg", "one/frames/bad2.jpg", "other/frames/busy.jpg");
    const run = delivery.start(["watch", "one/frames", "other/frames", "--dashboard", "0"]);
    using page = await PageFeed.open(await dashboardAddress(run));
    const settled = await page.stateWith(({ totals }) => totals.delivered + totals.failed === 43);
    expect(settled).toMatchObject({ command: "watch", isOpen: true, inFlight: 0 });
    const { exitCode, summary } = await run.stop("SIGINT");
    await page.ended;
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 43, delivered: 41, failed: 2, pending: 0 });
    const { state } = page;
    expect(state).toMatchObject({ isOpen: false, backlog: { frames: 0, oldestAgeSeconds: 0 } });
    const { landed, delivered, failed, skipped, dropped } = summary;
    expect(state?.totals).toEqual({ landed, delivered, failed, skipped, dropped, retries: 1 });
    expect(
      state?.sources.map(({ name, counts }) => [name, counts.delivered, counts.failed]),
    ).toEqual([
      ["frames", 20, 2],
      ["frames 2", 21, 0],
    ]);
    const [counts] = summary.services;
    const requests = counts?.requests;
    expect(state?.services).toMatchObject([
      { address: counts?.service, counts: { requests, delivered: 41, failed: 2, retries: 1 } },
    ]);
    expect(state?.failures).toMatchObject([{ count: 2, reason: summary.failures[0]?.reason }]);
    const points = page.messages.flatMap(({ data }) =>
      "points" in data
        ? [data.points["all"]]
        : "series" in data
          ? Object(data.series).minutes?.all
          : [],
    );
    const charted = points.reduce((sum, point) => sum + point.delivered, 0);
    expect(charted).toBeGreaterThan(0);
    expect(charted).toBeLessThanOrEqual(41);
  });
});

describe("a fixed limit", () => {
  test("is never exceeded by the requests that are shown in flight", async () => {
    const answer = async () => {
      await setTimeout(20);
      return {};
    };
    await using delivery = await DeliveryCommand.open({ answer });
    delivery.land("in/first.jpg");
    const run = delivery.start(["watch", "in", "-c", "4", "--dashboard", "0"]);
    using page = await PageFeed.open(await dashboardAddress(run));
    for (let index = 0; index < 200; index += 1) delivery.land(`in/${index}.jpg`);
    await page.stateWith(({ totals }) => totals.delivered === 201);
    const most = page.messages.flatMap(({ data }) =>
      "points" in data ? [data.points["all"]?.inFlight ?? 0] : [],
    );
    expect(Math.max(...most)).toBe(4);
    await run.stop("SIGINT");
  });
});

describe("a service that is killed and started again", () => {
  async function serve(port: number): Promise<Server> {
    const server = createServer((request, response) => {
      request.resume().on("end", () => response.end("{}"));
    });
    await listenOn(server, port);
    return server;
  }

  test("shows as away since when and why, and as back, and no frame fails of it", async () => {
    await using delivery = await DeliveryCommand.open();
    let server = await serve(0);
    const { port } = server.address() as AddressInfo;
    const to = `http://127.0.0.1:${port}/predict`;
    delivery.land("in/before.jpg");
    const run = delivery.start(["watch", "in", "--dashboard", "0", "--route", `**=${to}`]);
    using page = await PageFeed.open(await dashboardAddress(run));
    await page.stateWith(({ totals }) => totals.delivered === 1);
    server.close();
    server.closeAllConnections();
    await once(server, "close");
    for (let index = 0; index < 5; index += 1) delivery.land(`in/${index}.jpg`);
    const isAway = ({
      services,
    }: {
      services: readonly { address: string; away: unknown }[];
    }): boolean => services.some(({ address, away }) => address === to && away !== null);
    const away = await page.stateWith((state) => isAway(state) && state.backlog.frames === 5);
    const service = away.services.find(({ address }) => address === to);
    expect(service?.away?.reason).not.toBe("");
    expect(service?.away?.sinceMs).toBeLessThanOrEqual(away.atMs);
    expect(away.backlog.oldestAgeSeconds).toBeGreaterThan(0);
    server = await serve(port);
    const back = await page.stateWith(({ totals }) => totals.delivered === 6);
    expect(isAway(back)).toBe(false);
    expect(back.totals.failed).toBe(0);
    await run.stop();
    await page.ended;
    const wasAway = page.messages.some(
      ({ data }) => "points" in data && data.points["all"]?.isAway,
    );
    expect(wasAway).toBe(true);
    server.close();
    server.closeAllConnections();
  });
});

describe("the dashboard of videos", () => {
  test("shows the frames of all, one video after the other, though each image goes when it is delivered", async () => {
    const gate = Promise.withResolvers<object>();
    await using delivery = await DeliveryCommand.open({
      answer: (_, number) => (number < 9 ? {} : gate.promise),
    });
    for (const name of ["one.mkv", "other.mkv"])
      await ffmpeg(delivery.path(""), ...testPicture("64x48", 0.5, 10), name);
    const run = delivery.start(["run", "one.mkv", "other.mkv", "--dashboard", "0", "-c", "1"]);
    const url = await dashboardAddress(run);
    using page = await PageFeed.open(url);
    const waiting = await page.stateWith(({ totals }) => totals.delivered === 9);
    expect(waiting.sources.map(({ name, counts }) => [name, counts.delivered])).toEqual([
      ["one.mkv", 5],
      ["other.mkv", 4],
    ]);
    const frames = await page.until(
      ({ event, data }) => event === "frame" && "hasPicture" in data && data.hasPicture,
    );
    const { id, width, height } = frames.data as FrameCard;
    expect([width, height]).toEqual([64, 48]);
    const thumbnail = await fetch(new URL(`/api/frames/${id}/thumbnail`, url));
    expect(thumbnail.headers.get("content-type")).toBe("image/jpeg");
    expect(
      Buffer.from(await thumbnail.arrayBuffer())
        .subarray(0, 2)
        .toString("hex"),
    ).toBe("ffd8");
    const held = await page.stateWith(
      // Between the videos it has ended as well, and nothing is in flight.
      ({ totals, inFlight, spool, slicer }) =>
        totals.delivered === 9 &&
        inFlight === 1 &&
        slicer.state === "ended" &&
        (spool.freeBytes ?? 0) > 0,
    );
    expect(held).toMatchObject({ slicer: { sliced: 5 }, backlog: { frames: 1 } });
    expect(held.spool.bytes).toBeGreaterThan(0);
    gate.resolve({});
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(0);
    await page.ended;
    expect(page.state).toMatchObject({ isOpen: false, totals: { delivered: 10 } });
    expect(stderr.split(url)).toHaveLength(2);
  });
});

test("no secret of an address or a header is in anything that the dashboard sends", async () => {
  await using delivery = await DeliveryCommand.open({ answer: () => ({ status: 422 }) });
  delivery.land("home/in/a.jpg");
  const to = `${delivery.service.url.replace("//", "//user:pass-word@")}/?key=query-secret`;
  const header = ["--header", "authorization: Bearer header-secret"];
  const words = ["watch", delivery.path("home", "in"), "--dashboard", "0", ...header];
  const run = delivery.start([...words, "--route", `**=${to}`]);
  const url = await dashboardAddress(run);
  using page = await PageFeed.open(url);
  await page.stateWith(({ totals }) => totals.failed === 1);
  const { data } = await page.until(({ event }) => event === "frame");
  const details = await ask(url, `/api/frames/${(data as FrameCard).id}`);
  expect(details.body).toContain("attemptsMade");
  await run.stop();
  await page.ended;
  const all = JSON.stringify(page.messages) + details.body;
  for (const secret of ["pass-word", "query-secret", "user:", "header-secret"])
    expect(all).not.toContain(secret);
  expect(all).toContain(new URL(delivery.service.url).host);
});

describe("failed frames", () => {
  test("are sent again from the page while the watch goes on, and the summary knows", async () => {
    let isMended = false;
    await using delivery = await DeliveryCommand.open({
      answer: () => (isMended ? {} : { status: 422, body: { error: "no model" } }),
    });
    delivery.land("in/a.jpg", "in/b.jpg");
    const run = delivery.start(["watch", "in", "--dashboard", "0"]);
    const url = await dashboardAddress(run);
    using page = await PageFeed.open(url);
    const { failures } = await page.stateWith(({ totals }) => totals.failed === 2);
    const [group] = failures;
    expect(group).toMatchObject({ count: 2, canResend: true });
    const hello = await page.until(({ event }) => event === "hello");
    const action = "actionToken" in hello.data ? hello.data.actionToken : "";
    isMended = true;
    const answer = await ask(url, `/api/failures/${group?.id}/resend`, {
      method: "POST",
      headers: {
        ...{ origin: new URL(url).origin, "content-type": "application/json" },
        "x-frameferry-action": action,
      },
      body: "{}",
    });
    expect([answer.status, JSON.parse(answer.body)]).toEqual([202, { queued: 2 }]);
    const mended = await page.stateWith(({ totals }) => totals.delivered === 2);
    expect(mended).toMatchObject({ totals: { failed: 0, skipped: 2 }, failures: [] });
    const { summary } = await run.stop();
    await page.ended;
    const { landed, delivered, failed, skipped } = summary;
    expect(page.state?.totals).toMatchObject({ landed, delivered, failed, skipped });
  });
});

describe("the places of dashboard and metrics", () => {
  test("are one where only the dashboard is asked for, whose token then counts", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const environment = { FRAMEFERRY_DASHBOARD_TOKEN: TOKEN };
    const run = delivery.start(["watch", "in", "--dashboard", "0.0.0.0:0", "-vv"], { environment });
    const url = await dashboardAddress(run);
    const headers = { authorization: `Bearer ${TOKEN}` };
    await expect.poll(() => delivery.service.requestCount).toBe(1);
    for (const path of ["/metrics", "/healthz", "/readyz", "/api/series/minutes"]) {
      expect((await ask(url, path)).status).toBe(401);
      expect((await ask(url, path, { headers })).status).toBe(200);
    }
    const { stderr, stdout } = await run.stop();
    expect(stderr).not.toContain("/metrics");
    expect(stderr + stdout).not.toContain(TOKEN);
  });

  test("are one where both name the same, and either token opens the metrics", async () => {
    await using delivery = await DeliveryCommand.open();
    const place = String(await freePort());
    const words = ["--dashboard", place, "--metrics", place, "--metrics-token", "m".repeat(16)];
    const run = delivery.start(["watch", "in", ...words, "--dashboard-token", TOKEN]);
    const url = await dashboardAddress(run);
    expect(await metricsAddress(run)).toBe(`${url}metrics`);
    const statuses = async (token: string): Promise<readonly number[]> => {
      const headers = { authorization: `Bearer ${token}` };
      const paths = ["/metrics", "/api/series/hour"];
      return await Promise.all(
        paths.map(async (path) => (await ask(url, path, { headers })).status),
      );
    };
    expect(await statuses(TOKEN)).toEqual([200, 200]);
    expect(await statuses("m".repeat(16))).toEqual([200, 401]);
    expect(await statuses("x".repeat(16))).toEqual([401, 401]);
    await run.stop();
  });

  test("are two where they differ, and each serves its own", async () => {
    await using delivery = await DeliveryCommand.open();
    const words = ["--dashboard", "0", "--metrics", String(await freePort())];
    const run = delivery.start(["watch", "in", ...words]);
    const page = await dashboardAddress(run);
    const metrics = await metricsAddress(run);
    expect((await ask(metrics, "/metrics")).status).toBe(200);
    expect((await ask(metrics, "/api/series/day")).status).toBe(404);
    expect((await ask(page, "/api/series/day")).status).toBe(200);
    expect((await ask(page, "/metrics")).status).toBe(404);
    await run.stop();
  });

  test.each([["0.0.0.0:0"], ["[::]:0"], ["monitor.example:8080"]])(
    "of %s need a token, which the command says before it does anything",
    async (place) => {
      await using delivery = await DeliveryCommand.open();
      delivery.land("in/a.jpg");
      for (const more of [[], ["--dry-run"]]) {
        const { exitCode, stderr } = await runMain(
          ...["send", delivery.path("in"), "--to", delivery.service.url],
          ...["--dashboard", place, ...more],
        );
        expect(exitCode).toBe(2);
        expect(stderr).toContain(
          `--dashboard ${place} can be reached from other machines, which needs a token`,
        );
        expect(stderr).toContain("FRAMEFERRY_DASHBOARD_TOKEN");
      }
      expect(delivery.service.requestCount).toBe(0);
    },
  );

  test("that are taken end the command with 5, before a frame is touched", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const { port } = new URL(delivery.service.url);
    const words = ["send", "in", "--delete", "--metrics", "0", "--dashboard", port];
    const { exitCode, stderr } = await delivery.run(words);
    expect(exitCode).toBe(5);
    expect(stderr).toContain(
      `The server of the dashboard cannot listen on 127.0.0.1, port ${port}: another program uses the port`,
    );
    expect(stderr).not.toContain("    at ");
    expect(delivery.service.requestCount).toBe(0);
    expect(existsSync(delivery.path("in", "a.jpg"))).toBe(true);
  });

  test("are shown by a dry run", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const words = ["send", "in", "--to", delivery.service.url, "--dashboard", "8080", "--dry-run"];
    const { stdout } = await delivery.plain(words);
    expect(stdout).toMatch(/^dashboard +at http:\/\/127\.0\.0\.1:8080$/mu);
  });

  test("are named in the log for programs, and not to those who want quiet", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const log = await delivery.run(["send", "in", "--dashboard", "0", "--log-format", "json"]);
    expect(log.stderr).toMatch(/"event":"dashboardStarted".*"url":"http:\/\/127\.0\.0\.1:\d+\/"/u);
    const quiet = await delivery.run(["send", "in", "--dashboard", "0", "--quiet"]);
    expect(quiet.stderr).not.toContain("http://127.0.0.1");
    expect(quiet.exitCode).toBe(0);
  });
});

describe("the end of a run", () => {
  test("waits for no page that is open, nor for one that does not read", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const run = delivery.start(["watch", "in", "--dashboard", "0"]);
    const url = await dashboardAddress(run);
    using page = await PageFeed.open(url);
    const { host, port } = new URL(url);
    const silent = connect(Number(port), "127.0.0.1");
    silent.on("error", () => {}).pause();
    silent.write(`GET /api/events HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    await page.stateWith(({ totals }) => totals.delivered === 1);
    expect(await run.stop("SIGINT")).toMatchObject({ exitCode: 0, summary: { delivered: 1 } });
    await page.ended;
    expect(page.messages.at(-1)?.event).toBe("ended");
    silent.destroy();
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });

  test("comes by itself in the library, which is told where the page is", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const run = sendFiles({
      ...{ paths: [delivery.path("a.jpg")], to: delivery.service.url },
      ...{ state: delivery.path("state"), dashboard: { host: "127.0.0.1", port: 0 } },
    });
    let url = "";
    let page: PageFeed | null = null;
    for await (const event of run) {
      if (event.type !== "dashboardStarted") continue;
      ({ url } = event);
      page = await PageFeed.open(url);
    }
    expect(await run).toMatchObject({ delivered: 1 });
    await page?.ended;
    expect(page?.state).toMatchObject({ command: "send", totals: { delivered: 1 } });
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });
});

const TOKEN = "f5a2c0b1d9e84736";
