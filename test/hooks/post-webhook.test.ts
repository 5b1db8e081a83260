import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { postOnce } from "../../src/app/site/webhook-client.ts";
import { type Webhook, webhookDelivery } from "../../src/hooks/delivery/post-webhook.ts";
import { freePort, listenOn } from "../../scripts/bench/service/free-port.ts";
import { FakeClock } from "../support/clock/fake-clock.ts";
import { type Answer, type Collector, startCollector } from "../support/services/collector.ts";
import { sampleEvent } from "./sample-hook.ts";

let answers: Answer[];
let receiver: Collector;
let clock: FakeClock;
beforeEach(async () => {
  answers = [];
  clock = new FakeClock({ isInstant: true });
  receiver = await startCollector({ answer: () => answers.shift() ?? {} });
});
afterEach(async () => {
  await receiver[Symbol.asyncDispose]();
});

async function post(webhook: Partial<Webhook> = {}, signal = new AbortController().signal) {
  const usual = { url: `${receiver.url}/hook?a=1`, secret: null, headers: {}, body: null };
  const deliver = webhookDelivery(
    { ...usual, timeoutMs: 60_000, retries: 3, ...webhook },
    { clock, postOnce, random: () => 0 },
  );
  return await deliver(sampleEvent(), signal);
}

describe("a webhook", () => {
  test("gets the event as JSON, with its headers and login", async () => {
    const url = receiver.url.replace("//", "//anna:pass-word@");
    expect(await post({ url: `${url}/hook?a=1`, headers: { "x-team": "yard" } })).toBeNull();
    const [{ method, path, headers, body } = expect.fail()] = receiver.requests;
    expect([method, path]).toEqual(["POST", "/hook?a=1"]);
    expect(JSON.parse(body.toString())).toEqual(sampleEvent());
    expect(headers).toMatchObject({
      ...{ "content-type": "application/json", "x-team": "yard", "x-frameferry-event": "0d7b" },
      authorization: `Basic ${Buffer.from("anna:pass-word").toString("base64")}`,
    });
    expect(headers["x-frameferry-signature"]).toBeUndefined();
  });

  test("can tell by the signature who sent a body, and when", async () => {
    const secret = "0123456789abcdef";
    const before = Math.floor(Date.now() / 1000);
    await post({ secret });
    const [{ headers, body } = expect.fail()] = receiver.requests;
    const timestamp = String(headers["x-frameferry-timestamp"]);
    const hmac = createHmac("sha256", secret).update(`${timestamp}.`).update(body).digest("hex");
    expect(headers["x-frameferry-signature"]).toBe(`sha256=${hmac}`);
    expect(Number(timestamp)).toBeGreaterThanOrEqual(before);
    expect(Number(timestamp)).toBeLessThanOrEqual(Date.now() / 1000);
  });

  test.each([500, 503, 429, 408])("is told again after %d, each time later", async (status) => {
    answers.push({ status }, { status });
    expect(await post()).toBeNull();
    expect(receiver.requestCount).toBe(3);
    expect(clock.sleepsMs).toEqual([1000, 2000]);
    expect(new Set(receiver.requests.map(({ body }) => body.toString())).size).toBe(1);
  });

  test.each([400, 401, 404, 410, 301])("is not told again after %d", async (status) => {
    answers.push({ status });
    expect(await post()).toBe(`it answered with ${status}`);
    expect(receiver.requestCount).toBe(1);
  });

  test("says how long it wants to be left alone", async () => {
    answers.push({ status: 503, headers: { "retry-after": "17" } });
    expect(await post()).toBeNull();
    expect(clock.sleepsMs).toEqual([17_000]);
  });

  test("that redirects leads a signed event nowhere", async () => {
    answers.push({ status: 307, headers: { location: `${receiver.url}/elsewhere` } });
    expect(await post({ secret: "0123456789abcdef" })).toBe("it answered with 307");
    expect(receiver.requests.map(({ path }) => path)).toEqual(["/hook?a=1"]);
  });

  test("that says too long a time with 429 is left alone for a minute", async () => {
    answers.push({ status: 429, headers: { "retry-after": "86400" } });
    expect(await post()).toBeNull();
    expect(clock.sleepsMs).toEqual([60_000]);
  });

  test("whose answer has no end is told all the same, and its answer left", async () => {
    let isLeft = false;
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200).flushHeaders();
      const more = (): unknown => response.write(Buffer.alloc(65_536), more);
      more();
      response.on("close", () => (isLeft = true));
    });
    await listenOn(server, 0);
    const { port } = server.address() as AddressInfo;
    expect(await post({ url: `http://127.0.0.1:${port}/`, retries: 0 })).toBeNull();
    await expect.poll(() => isLeft).toBe(true);
    server.closeAllConnections();
    server.close();
  });

  test("whose address is a secret is not named in what is said of it", async () => {
    const url = `${receiver.url}/T0/s3cret-path?key=s3cret-key`.replace("//", "//u:pass-word@");
    answers.push({ status: 410 });
    expect(await post({ url })).not.toMatch(/s3cret|pass-word/u);
    const nobody = `http://u:pass-word@127.0.0.1:${await freePort()}/s3cret`;
    expect(await post({ url: nobody, retries: 0 })).not.toMatch(/s3cret|pass-word/u);
  });

  test("is given up after so many attempts", async () => {
    answers.push(...Array.from({ length: 9 }, () => ({ status: 503 })));
    expect(await post({ retries: 2 })).toBe("it answered with 503 at 3 attempts");
    expect(receiver.requestCount).toBe(3);
  });

  test("that does not answer in time is told again", async () => {
    answers.push({ kind: "hang" });
    expect(await post({ timeoutMs: 500, retries: 0 })).toBe("it did not answer within 0.5 s");
  });

  test("that is not there has a reason in words", async () => {
    const url = `http://127.0.0.1:${await freePort()}/`;
    expect(await post({ url, retries: 0 })).toBe("nothing listens there (connection refused)");
  });

  test("is left at an abort", async () => {
    answers.push({ kind: "hang" });
    const abort = new AbortController();
    const posting = post({}, abort.signal);
    await expect.poll(() => receiver.requestCount).toBe(1);
    abort.abort();
    expect(await posting).toBe("the site ended before it was told");
  });
});
