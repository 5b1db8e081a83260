import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { FrameferryError } from "../../src/core/errors.ts";
import type { DemoServiceOptions } from "../../src/demo/demo-options.ts";
import { startDemoService } from "../../src/demo/demo-service.ts";
import { flatJpeg, sendRaw } from "./demo-client.ts";
import { FakeClock } from "../support/clock/fake-clock.ts";

async function failureOf(options: DemoServiceOptions): Promise<FrameferryError> {
  try {
    await using service = await startDemoService(options);
    throw new Error(`The service started at ${service.url}.`);
  } catch (error) {
    if (error instanceof FrameferryError) return error;
    throw error;
  }
}

describe("the demo service", () => {
  test("takes and names a free port, and counts frames from 0", async () => {
    await using service = await startDemoService();
    expect(service.url).toBe(`http://127.0.0.1:${service.port}/predict`);
    expect(service.framesSeen).toBe(0);
    await sendRaw(service.url, await flatJpeg("#336699"));
    await sendRaw(service.url, Buffer.from("no image, yet seen"));
    expect(service.framesSeen).toBe(2);
  });

  test("is named by an address that answers here when it is open to others", async () => {
    await using service = await startDemoService({ host: "0.0.0.0" });
    expect((await sendRaw(service.url, await flatJpeg("#336699"))).status).toBe(200);
  });

  test("says ok at /healthz", async () => {
    await using service = await startDemoService();
    const response = await fetch(new URL("/healthz", service.url));
    expect(response.status).toBe(200);
    const idle = { framesSeen: 0, atWork: 0, waiting: 0, capacity: null };
    expect(await response.json()).toEqual({ status: "ok", ...idle });
  });

  test("says at / in plain text where to send frames", async () => {
    await using service = await startDemoService();
    const response = await fetch(new URL("/", service.url));
    expect(response.headers.get("content-type")).toContain("text/plain");
    expect(await response.text()).toContain(service.url);
  });

  test("answers 404 in JSON for an unknown path, whatever its body", async () => {
    await using service = await startDemoService();
    const init = { method: "POST", body: "{}", headers: { "content-type": "application/json" } };
    const response = await fetch(new URL("/predicct?x=1", service.url), init);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: expect.stringContaining("/predicct;") });
  });

  test.for([
    ["GET", "/predict", "POST"],
    ["PUT", "/", "GET, HEAD, POST"],
    ["DELETE", "/healthz", "GET, HEAD"],
  ] as const)(
    "answers %s %s with 405 in JSON and names what is allowed",
    async ([method, path, allowed]) => {
      await using service = await startDemoService();
      const response = await fetch(new URL(path, service.url), { method });
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe(allowed);
      expect(await response.json()).toEqual({ error: expect.stringContaining(method) });
    },
  );
});

describe("a demo service that cannot start", () => {
  test("names a port in use, with the way out and the cause", async () => {
    await using service = await startDemoService();
    const error = await failureOf({ port: service.port });
    expect(error).toMatchObject({ code: "ERR_PORT_UNUSABLE", kind: "environment" });
    expect(error.message).toContain(`port ${service.port}: another program uses the port`);
    expect(error.remedy).toContain("0 for a free one");
    expect(error.cause).toMatchObject({ code: "EADDRINUSE" });
  });

  test("names a host that does not exist", async () => {
    const error = await failureOf({ host: "no-such-host.invalid" });
    expect(error.message).toContain("no-such-host.invalid");
    expect(error.remedy).toContain("127.0.0.1");
  });

  test.for([
    [{ port: 65_536 }, "port"],
    [{ port: 1.5 }, "port"],
    [{ latencyMs: -1 }, "latency"],
    [{ capacity: 0 }, "capacity"],
    [{ failRate: 1.1 }, "fail rate"],
    [{ failRate: Number.NaN }, "fail rate"],
    [{ maxImageBytes: 0 }, "largest image"],
  ] as const)("names the option that is wrong in %o", async ([options, name]) => {
    const error = await failureOf(options);
    expect(error).toMatchObject({ code: "ERR_OPTION", kind: "usage" });
    expect(error.message).toContain(
      `demo service's ${name} cannot be ${Object.values(options)[0]}`,
    );
  });
});

describe("closing the demo service", () => {
  test("ends open connections that idle, and frees the port", async () => {
    const service = await startDemoService();
    const idle = connect(service.port, "127.0.0.1");
    idle.write("GET /healthz HTTP/1.1\r\nhost: demo\r\n\r\n");
    await once(idle, "data");
    const ended = once(idle, "close");
    await service[Symbol.asyncDispose]();
    await ended;
    await using next = await startDemoService({ port: service.port });
    expect(next.port).toBe(service.port);
  });

  test("cuts off requests that are worked on and that wait", async () => {
    const clock = new FakeClock();
    const service = await startDemoService({ capacity: 1, latencyMs: 1, clock });
    const bytes = await flatJpeg("#336699");
    const outcomes = Promise.allSettled([sendRaw(service.url, bytes), sendRaw(service.url, bytes)]);
    await expect.poll(() => [clock.asleep, service.framesSeen]).toEqual([1, 2]);
    await service[Symbol.asyncDispose]();
    expect((await outcomes).map((outcome) => outcome.status)).toEqual(["rejected", "rejected"]);
    await expect.poll(() => clock.asleep).toBe(0);
  });

  test("does no more the second time", async () => {
    const service = await startDemoService();
    await service[Symbol.asyncDispose]();
    await service[Symbol.asyncDispose]();
    await expect(fetch(service.url)).rejects.toThrow("fetch failed");
  });
});
