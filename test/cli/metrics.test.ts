import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { existsSync, mkdirSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { metricsAddress } from "../support/metrics/metrics-address.ts";
import { promtool, whyNoPrometheus } from "../support/metrics/promtool.ts";
import { scrape, scrapeUntil } from "../support/metrics/scrape.ts";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { runMain } from "../support/program/run-main.ts";
import { ffmpeg, testPicture } from "../support/videos/ffmpeg-made.ts";
import { listenOn } from "../../scripts/bench/service/free-port.ts";

const TOKEN = "f5a2c0b1d9e84736";

/** Status and body of `/readyz`. @param metrics address of the metrics. */
async function readiness(metrics: string): Promise<[status: number, body: unknown]> {
  const response = await fetch(new URL("/readyz", metrics));
  return [response.status, await response.json()];
}

describe("the metrics of a watch", () => {
  test("agree with its summary at the end, by outcome, source, service and retry", async () => {
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
    const run = delivery.start(["watch", "one/frames", "other/frames", "--metrics", "0"]);
    const url = await metricsAddress(run);
    const settled = "frameferry_frames_total";
    const last = await scrapeUntil(url, (scraped) => scraped.sum(settled) === 43);
    expect(await readiness(url)).toEqual([200, { ready: true, reasons: [] }]);
    const { exitCode, summary } = await run.stop("SIGINT");
    const [counts] = summary.services;
    const service = counts?.service ?? "";
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 43, delivered: 41, failed: 2, pending: 0 });
    for (const outcome of ["delivered", "failed", "skipped", "dropped"] as const)
      expect(last.sum(settled, { outcome })).toBe(summary[outcome]);
    expect(last.sum("frameferry_frames_landed_total")).toBe(summary.landed);
    expect(last.sum(settled, { source: "frames", outcome: "failed" })).toBe(2);
    expect(last.sum(settled, { source: "frames 2", outcome: "delivered" })).toBe(21);
    const requests = last.sum("frameferry_request_duration_seconds_count", { service });
    expect(requests).toBe(counts?.requests);
    expect(last.sum("frameferry_retries_total", { reason: "503" })).toBe(1);
    expect(last.sum("frameferry_retries_total")).toBe(requests - summary.landed);
    expect(last.sum("frameferry_landing_to_request_seconds_count")).toBe(summary.landed);
    expect(last.sum("frameferry_concurrency_limit", { service })).toBeGreaterThan(0);
    expect(last.sum("frameferry_service_up", { service })).toBe(1);
    expect(last.sum("frameferry_requests_in_flight")).toBe(0);
    expect(last.sum("frameferry_backlog_frames")).toBe(0);
    expect(last.sum("frameferry_backlog_age_seconds")).toBe(0);
    expect(last.sum("frameferry_ledger_commit_seconds_count")).toBeGreaterThan(0);
    const [built] = last.of("frameferry_build_info");
    expect(built?.labels["version"]).toMatch(/^\d+\.\d+\.\d+/u);
    const nowSeconds = Date.now() / 1000;
    for (const { value } of last.of("frameferry_last_frame_timestamp_seconds")) {
      expect(value).toBeGreaterThan(nowSeconds - 600);
      expect(value).toBeLessThanOrEqual(nowSeconds);
    }
    expect(last.sum("process_resident_memory_bytes")).toBeGreaterThan(1e6);
  });

  test("count what was delivered before as skipped, and what is given up as dropped", async () => {
    const gate = Promise.withResolvers<object>();
    await using delivery = await DeliveryCommand.open({
      answer: (_, number) => (number < 3 ? {} : gate.promise),
    });
    delivery.land("in/a.jpg", "in/b.jpg", "in/c.jpg");
    await delivery.run(["send", "in"]);
    const limits = ["-c", "1", "--when-full", "drop-newest", "--max-backlog", "1"];
    const run = delivery.start(["watch", "in", "--metrics", "0", ...limits]);
    const url = await metricsAddress(run);
    await scrapeUntil(url, (one) => one.sum("frameferry_frames_total") === 3);
    for (let index = 0; index < 6; index += 1) delivery.land(`in/${index}.jpg`);
    await scrapeUntil(url, (one) => one.sum("frameferry_frames_landed_total") === 9);
    gate.resolve({});
    const last = await scrapeUntil(url, (one) => one.sum("frameferry_frames_total") === 9);
    const { summary } = await run.stop();
    expect(summary.skipped).toBe(3);
    expect(summary.dropped).toBeGreaterThan(0);
    for (const outcome of ["delivered", "failed", "skipped", "dropped"] as const)
      expect(last.sum("frameferry_frames_total", { outcome })).toBe(summary[outcome]);
  });

  test("are clean for promtool, whatever its folders and frames are called, and hold no path or secret", async ({
    skip,
  }) => {
    const reason = whyNoPrometheus();
    if (reason !== undefined) skip(reason);
    await using delivery = await DeliveryCommand.open();
    const hostile = ['<img src=x onerror="x">', "new\nline", "\u001b[31mred", 'quo"te\\'];
    delivery.land(...hostile.map((name) => `home/${name}/frame-name.jpg`));
    const to = `${delivery.service.url.replace("//", "//user:pass-word@")}/?key=query-secret`;
    const folders = hostile.map((name) => delivery.path("home", name));
    const run = delivery.start(["watch", ...folders, "--metrics", "0", "--to", to]);
    const url = await metricsAddress(run);
    const { text, ...scraped } = await scrapeUntil(
      url,
      (one) => one.sum("frameferry_frames_total") === 4,
    );
    expect(promtool(["check", "metrics"], text)).toEqual([0, ""]);
    expect(scraped.samples.length).toBeGreaterThan(50);
    for (const secret of [
      "frame-name",
      "pass-word",
      "query-secret",
      "user:",
      "home",
      delivery.path(""),
    ])
      expect(text).not.toContain(secret);
    await run.stop();
  });

  test("name a folder that is not there as the reason for not being ready, until it is", async () => {
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["watch", "cameras/front", "--metrics", "0"]);
    const url = await metricsAddress(run);
    await expect
      .poll(() => readiness(url))
      .toMatchObject([
        503,
        { ready: false, reasons: [expect.stringMatching(/^the source front \S/u)] },
      ]);
    mkdirSync(delivery.path("cameras", "front"), { recursive: true });
    await expect.poll(() => readiness(url)).toEqual([200, { ready: true, reasons: [] }]);
    await run.stop();
  });
});

describe("a service that is killed and started again", () => {
  /** Serves on a port, any free one at first. */
  async function serve(port: number): Promise<Server> {
    const server = createServer((request, response) => {
      request.resume().on("end", () => response.end("{}"));
    });
    await listenOn(server, port);
    return server;
  }

  test("shows in frameferry_service_up and in /readyz, with the reason, and no frame fails of it", async () => {
    await using delivery = await DeliveryCommand.open();
    let server = await serve(0);
    const { port } = server.address() as AddressInfo;
    const to = `http://127.0.0.1:${port}/predict`;
    delivery.land("in/before.jpg");
    // The service of the harness is kept out by a route that nothing takes.
    const run = delivery.start(["watch", "in", "--metrics", "0", "--route", `**=${to}`]);
    const url = await metricsAddress(run);
    const labels = { service: to };
    await scrapeUntil(url, (one) => one.sum("frameferry_frames_total") === 1);
    server.close();
    server.closeAllConnections();
    await once(server, "close");
    await expect(fetch(to)).rejects.toThrow("fetch failed");
    for (let index = 0; index < 5; index += 1) delivery.land(`in/${index}.jpg`);
    const away = await scrapeUntil(
      url,
      (one) =>
        one.of("frameferry_service_up", labels).length === 1 &&
        one.sum("frameferry_service_up", labels) === 0,
    );
    expect(away.sum("frameferry_backlog_frames")).toBe(5);
    expect(away.sum("frameferry_backlog_age_seconds")).toBeGreaterThan(0);
    expect(away.sum("frameferry_retries_total", { reason: "unanswered" })).toBeGreaterThan(0);
    expect((await fetch(new URL("/healthz", url))).status).toBe(200);
    server = await serve(port);
    const back = await scrapeUntil(
      url,
      (one) => one.sum("frameferry_frames_total", { outcome: "delivered" }) === 6,
    );
    expect(back.sum("frameferry_service_up", labels)).toBe(1);
    expect(back.sum("frameferry_frames_total", { outcome: "failed" })).toBe(0);
    await run.stop();
    server.close();
    server.closeAllConnections();
  });

  test("makes the run not ready while it is the only one", async () => {
    const service = { isAway: false };
    await using delivery = await DeliveryCommand.open({
      answer: () => (service.isAway ? { kind: "reset" } : {}),
    });
    delivery.land("in/before.jpg");
    const run = delivery.start(["watch", "in", "--metrics", "0"]);
    const url = await metricsAddress(run);
    await expect.poll(() => readiness(url)).toEqual([200, { ready: true, reasons: [] }]);
    await scrapeUntil(url, (one) => one.sum("frameferry_frames_total") === 1);
    service.isAway = true;
    for (let index = 0; index < 5; index += 1) delivery.land(`in/${index}.jpg`);
    const reason = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/ is away: \S/u);
    await expect.poll(() => readiness(url)).toEqual([503, { ready: false, reasons: [reason] }]);
    service.isAway = false;
    await expect.poll(() => readiness(url)).toEqual([200, { ready: true, reasons: [] }]);
    await run.stop();
  });
});

describe("the metrics of videos", () => {
  test("are those of all videos of the command on one port, with the spool and the frame that waits", async () => {
    const gate = Promise.withResolvers<object>();
    await using delivery = await DeliveryCommand.open({
      answer: (_, number) => (number < 9 ? {} : gate.promise),
    });
    for (const name of ["one.mkv", "other.mkv"])
      await ffmpeg(delivery.path(""), ...testPicture("32x32", 0.5, 10), name);
    const run = delivery.start(["run", "one.mkv", "other.mkv", "--metrics", "0", "-c", "1"]);
    const url = await metricsAddress(run);
    const last = await scrapeUntil(
      url,
      (one) =>
        one.sum("frameferry_frames_total", { outcome: "delivered" }) === 9 &&
        one.sum("frameferry_requests_in_flight") === 1,
    );
    expect(last.sum("frameferry_frames_total", { source: "one.mkv" })).toBe(5);
    expect(last.sum("frameferry_frames_total", { source: "other.mkv" })).toBe(4);
    expect(last.sum("frameferry_backlog_frames")).toBe(1);
    expect(last.sum("frameferry_backlog_age_seconds")).toBeGreaterThan(0);
    expect(last.sum("frameferry_spool_bytes")).toBeGreaterThan(100);
    expect(last.of("frameferry_last_frame_timestamp_seconds")).toHaveLength(1);
    gate.resolve({});
    const { exitCode, stderr } = await run.ended;
    expect(exitCode).toBe(0);
    expect(stderr.split(url)).toHaveLength(2);
    await expect(fetch(url)).rejects.toThrow("fetch failed");
  });
});

describe("the end of a run", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "by %s waits for nobody who asks or reads slowly, and frees the port",
    async (signal) => {
      await using delivery = await DeliveryCommand.open();
      delivery.land("in/a.jpg");
      const run = delivery.start(["watch", "in", "--metrics", "0"]);
      const url = await metricsAddress(run);
      await scrapeUntil(url, (one) => one.sum("frameferry_frames_total") === 1);
      const port = Number(new URL(url).port);
      const sockets = [
        "",
        "GET /metrics HT",
        `GET /metrics HTTP/1.1\r\nHost: localhost:${port}\r\n\r\n`,
      ];
      const ends = sockets.map(async (text) => {
        const socket = connect(port, "127.0.0.1");
        socket.on("error", () => {}).pause();
        await once(socket, "connect");
        socket.write(text);
        return () => {
          const closed = once(socket, "close");
          socket.resume();
          return closed;
        };
      });
      const closings = await Promise.all(ends);
      expect(await run.stop(signal)).toMatchObject({ exitCode: 0, summary: { delivered: 1 } });
      await Promise.all(closings.map((closing) => closing()));
      await expect(fetch(url)).rejects.toThrow("fetch failed");
    },
  );

  test("comes by itself while a scraper keeps its connection", async () => {
    const gate = Promise.withResolvers<object>();
    await using delivery = await DeliveryCommand.open({ answer: () => gate.promise });
    delivery.land("a.jpg");
    const run = delivery.start(["send", "a.jpg", "--metrics", "0"]);
    const url = await metricsAddress(run);
    await scrapeUntil(url, (one) => one.sum("frameferry_requests_in_flight") === 1);
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    await once(socket, "connect");
    gate.resolve({});
    expect(await run.ended).toMatchObject({ exitCode: 0, summary: { delivered: 1 } });
    socket.destroy();
  });
});

describe("metrics that cannot be served", () => {
  test("because the port is taken end the command with 5, before a frame is touched", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("in/a.jpg");
    const { port } = new URL(delivery.service.url);
    const { exitCode, stderr } = await delivery.run(["send", "in", "--delete", "--metrics", port]);
    expect(exitCode).toBe(5);
    expect(stderr).toContain(
      `cannot listen on 127.0.0.1, port ${port}: another program uses the port`,
    );
    expect(stderr).toContain("ERR_PORT_UNUSABLE");
    expect(stderr).not.toContain("    at ");
    expect(delivery.service.requestCount).toBe(0);
    expect(existsSync(delivery.path("in", "a.jpg"))).toBe(true);
    expect(existsSync(delivery.path("state"))).toBe(false);
  });

  test("of several videos end the command once, and not for each", async () => {
    await using delivery = await DeliveryCommand.open();
    for (const name of ["one.mkv", "other.mkv"])
      await ffmpeg(delivery.path(""), ...testPicture("32x32", 0.5, 10), name);
    const { port } = new URL(delivery.service.url);
    const { exitCode, stderr } = await delivery.run([
      "run",
      "one.mkv",
      "other.mkv",
      "--metrics",
      port,
    ]);
    expect(exitCode).toBe(5);
    expect(stderr.match(/error: .*ERR_PORT_UNUSABLE/gu)).toHaveLength(1);
    expect(delivery.service.requestCount).toBe(0);
  });

  test.each([["0.0.0.0:0"], ["[::]:0"], ["192.0.2.1:9464"], ["monitor.example:9464"]])(
    "on %s without a token end the command with 2, and say what to do",
    async (place) => {
      await using delivery = await DeliveryCommand.open();
      delivery.land("in/a.jpg");
      for (const more of [[], ["--dry-run"]]) {
        const { exitCode, stderr } = await runMain(
          ...["send", delivery.path("in"), "--to", delivery.service.url],
          ...["--metrics", place, ...more],
        );
        expect(exitCode).toBe(2);
        expect(stderr).toContain("can be reached from other machines, which needs a token");
        expect(stderr).toContain("FRAMEFERRY_METRICS_TOKEN");
      }
      expect(delivery.service.requestCount).toBe(0);
    },
  );

  test.each(["port", "70000", ":9464", "::1:9464", "a b:9464", "http://x:1", "127.0.0.1:"])(
    "on %j end the command with 2",
    async (place) => {
      await using delivery = await DeliveryCommand.open();
      delivery.land("a.jpg");
      const words = ["send", delivery.path("a.jpg"), "--to", delivery.service.url];
      const { exitCode, stderr } = await runMain(...words, "--metrics", place);
      expect([exitCode, stderr]).toEqual([
        2,
        expect.stringContaining("--metrics: must be a port from 0 to 65535"),
      ]);
    },
  );
});

describe("a token", () => {
  test("lets others in who know it, and is never shown", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ status: 422 }) });
    delivery.land("in/a.jpg");
    const environment = { FRAMEFERRY_METRICS_TOKEN: TOKEN };
    const run = delivery.start(["watch", "in", "--metrics", "0.0.0.0:0", "-vv"], { environment });
    const url = await metricsAddress(run);
    expect((await fetch(url)).status).toBe(401);
    expect((await fetch(new URL("/healthz", url))).status).toBe(401);
    const wrong = { authorization: `Bearer ${TOKEN}x` };
    expect((await fetch(url, { headers: wrong })).status).toBe(401);
    const authorization = `Bearer ${TOKEN}`;
    const { text } = await scrape(url, { authorization });
    expect(text).toContain("frameferry_build_info");
    await expect.poll(() => delivery.service.requestCount).toBe(1);
    const { stderr, stdout } = await run.stop();
    expect(text + stderr + stdout).not.toContain(TOKEN);
  });

  test("given as a flag is not in the command that sends failures again", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ status: 422 }) });
    delivery.land("in/a.jpg");
    const words = ["send", "in", "--metrics", "0", "--metrics-token", TOKEN, "--service-name", "s"];
    const { stderr } = await delivery.run(words);
    expect(stderr).toContain("frameferry resubmit in");
    expect(stderr).not.toContain(TOKEN);
    expect(stderr).not.toContain("--metrics");
  });

  test("is refused where it can be guessed", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const { exitCode, stderr } = await delivery.plain([
      ...[
        "send",
        "a.jpg",
        "--to",
        delivery.service.url,
        "--metrics",
        "0",
        "--metrics-token",
        "short",
      ],
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--metrics-token: must be at least 16");
  });
});

describe("the address of the metrics", () => {
  test("is in the log of programs", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const words = ["send", "a.jpg", "--metrics", "localhost:0", "--log-format", "json"];
    const { stderr } = await delivery.run(words);
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    const started = lines.find(({ event }) => event === "monitoringStarted");
    expect(started.url).toMatch(/^http:\/\/localhost:\d+\/metrics$/u);
  });

  test("is in the plan of a dry run, which opens nothing", async () => {
    await using delivery = await DeliveryCommand.open();
    delivery.land("a.jpg");
    const { port } = new URL(delivery.service.url);
    const words = ["send", "a.jpg", "--to", delivery.service.url, "--metrics", port, "--dry-run"];
    const { exitCode, stdout } = await delivery.plain(words);
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`served at http://127.0.0.1:${port}`);
  });

  test("is that of a resubmission, too", async () => {
    const service = { refuses: true };
    const gate = Promise.withResolvers<object>();
    await using delivery = await DeliveryCommand.open({
      answer: () => (service.refuses ? { status: 422 } : gate.promise),
    });
    delivery.land("in/a.jpg");
    await delivery.run(["send", "in"]);
    service.refuses = false;
    const run = delivery.start(["resubmit", "in", "--metrics", "0"]);
    const url = await metricsAddress(run);
    const scraped = await scrapeUntil(url, (one) => one.sum("frameferry_requests_in_flight") === 1);
    expect(scraped.sum("frameferry_frames_landed_total", { source: "in" })).toBe(1);
    gate.resolve({});
    expect((await run.ended).summary).toMatchObject({ delivered: 1 });
  });
});
