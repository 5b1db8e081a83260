import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { monotonicMs } from "../../../scripts/bench/harness/monotonic.ts";
import { RawClient, rawExchange, rawPost } from "../raw-client.ts";
import { digestOf } from "../../support/files/digest-of.ts";
import type { OracleAction } from "./oracle-fault.ts";
import { type Oracle, startOracle } from "./start-oracle.ts";

let oracle: Oracle;
beforeAll(async () => {
  oracle = await startOracle();
});
beforeEach(async () => {
  await oracle.setFaults([]);
  await oracle.setCapacity(null);
});
afterAll(async () => {
  await oracle[Symbol.asyncDispose]();
});

/** Strikes one request with a fault, and proves that the fault fired. */
async function struckBy(action: OracleAction, patienceMs?: number) {
  await oracle.setFaults([{ name: "fault", when: { atMost: 1 }, action }]);
  const request = rawPost("an image", ["connection: close"]);
  const answer = await rawExchange(oracle.url, request, patienceMs);
  const { fired } = await oracle.counts();
  return { answer, fired: fired["fault"], exchange: (await oracle.exchanges()).at(-1) };
}

async function post(
  body: FormData | string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return await fetch(oracle.url, { method: "POST", body, headers });
}

describe("the oracle keeps", () => {
  test("the digest of the image in a form, with its name and idempotency key", async () => {
    const form = new FormData();
    form.append("note", "no image");
    form.append("image", new Blob(["an image"]), 'a "frame".jpg');
    const beforeMs = monotonicMs();
    const response = await post(form, { "idempotency-key": "key 1" });
    expect(await response.json()).toEqual({ ok: true });
    const answeredMs = monotonicMs();
    const exchange = (await oracle.exchanges()).at(-1);
    expect(exchange).toMatchObject({
      digest: digestOf(Buffer.from("an image")),
      fileName: 'a "frame".jpg',
      idempotencyKey: "key 1",
      status: 200,
      isAnsweredWhole: true,
      fault: null,
    });
    // The oracle's process has the same clock, whatever the time of day was when each began.
    expect(exchange?.arrivedAtMs).toBeGreaterThanOrEqual(beforeMs);
    expect(exchange?.arrivedAtMs).toBeLessThanOrEqual(answeredMs);
    expect(await oracle.isConfirmed(digestOf(Buffer.from("an image")))).toBe(true);
  });

  test("the digest of a raw body, and counts images once", async () => {
    const { acceptedImages, requests } = await oracle.counts();
    for (const body of ["raw 1", "raw 2", "raw 1"]) await post(body);
    const counts = await oracle.counts();
    expect(counts.requests - requests).toBe(3);
    expect(counts.acceptedImages - acceptedImages).toBe(2);
    const [exchange] = (await oracle.exchanges()).slice(-1);
    expect(exchange).toMatchObject({ digest: digestOf(Buffer.from("raw 1")), fileName: null });
  });

  test("no acceptance when the form is malformed", async () => {
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    expect((await post("--b\r\nnonsense", headers)).status).toBe(400);
    expect((await oracle.exchanges()).at(-1)).toMatchObject({ digest: null, status: 400 });
    expect((await oracle.counts()).malformed).toBe(1);
  });

  test("no whole answer when the client went away before it", async () => {
    await oracle.setFaults([{ name: "slow", action: { kind: "delay", delayMs: 60_000 } }]);
    using client = new RawClient(oracle.url);
    void client.exchange(rawPost("impatient"));
    await expect.poll(async () => (await oracle.counts()).fired).toEqual({ slow: 1 });
    client[Symbol.dispose]();
    await expect.poll(async () => (await oracle.counts()).inFlight).toBe(0);
    expect((await oracle.exchanges()).at(-1)).toMatchObject({
      digest: digestOf(Buffer.from("impatient")),
      status: null,
      isAnsweredWhole: false,
    });
  });
});

describe("a fault of the oracle on the wire", () => {
  const whole =
    /^HTTP\/1\.1 200 OK\r\n.*content-length: 25\r\n.*\r\n\r\n\{"ok":true,"label":"cat"\}$/su;
  test.each<[OracleAction, RegExp, "fin" | "rst", { status: number | null; isWhole: boolean }]>([
    [{ kind: "close", after: "nothing" }, /^$/u, "fin", { status: null, isWhole: false }],
    [
      { kind: "close", after: "headers" },
      /content-length: 25\r\n.*\r\n\r\n$/su,
      "fin",
      { status: 200, isWhole: false },
    ],
    [
      { kind: "close", after: "halfBody" },
      /content-length: 25\r\n.*\r\n\r\n\{"ok":true,"$/su,
      "fin",
      { status: 200, isWhole: false },
    ],
    [{ kind: "close", after: "wholeBody" }, whole, "fin", { status: 200, isWhole: true }],
    [{ kind: "reset", during: "request" }, /^$/u, "rst", { status: null, isWhole: false }],
    [{ kind: "reset", during: "answer" }, /^$/u, "rst", { status: null, isWhole: false }],
    [{ kind: "junk" }, /SSH-2\.0-junk/u, "fin", { status: null, isWhole: false }],
    [
      { kind: "cutJson" },
      /^HTTP\/1\.1 200 OK\r\n((?!content-length).)*\r\n\r\n\{"ok":true,"$/su,
      "fin",
      { status: 200, isWhole: false },
    ],
  ])("cuts or breaks: %j", async (action, pattern, ending, { status, isWhole }) => {
    const { answer, fired, exchange } = await struckBy(action);
    expect(answer.text).toMatch(pattern);
    expect([answer.ending, fired]).toEqual([ending, 1]);
    expect(exchange).toMatchObject({ fault: "fault", status, isAnsweredWhole: isWhole });
  });

  test.each<[OracleAction, RegExp]>([
    [
      { kind: "answer", status: 503, retryAfter: "-1" },
      /^HTTP\/1\.1 503 .*\r\nretry-after: -1\r\n/su,
    ],
    [{ kind: "answer", status: 429, retryAfter: "1e9" }, /\r\nretry-after: 1e9\r\n/u],
    [{ kind: "answer", status: 422, body: "no face" }, /^HTTP\/1\.1 422 .*\r\n\r\nno face$/su],
    [{ kind: "redirect", to: "/elsewhere" }, /^HTTP\/1\.1 307 .*\r\nlocation: \/elsewhere\r\n/su],
    [{ kind: "hugeHeader" }, /\r\nx-huge: h{65536}\r\n/u],
    [{ kind: "drip", intervalMs: 5 }, whole],
  ])("is an answer of its own kind, and whole: %j", async (action, pattern) => {
    const { answer, fired, exchange } = await struckBy(action);
    expect(answer.text).toMatch(pattern);
    expect([answer.ending, fired, exchange?.isAnsweredWhole]).toEqual(["fin", 1, true]);
    if (action.kind === "drip") expect(answer.pieces.length).toBeGreaterThan(10);
  });

  test("brings nothing when it hangs", async () => {
    const { answer, fired } = await struckBy({ kind: "hang" }, 200);
    expect([answer.text, answer.ending, fired]).toEqual(["", "open", 1]);
  });

  test("is a Retry-After as a date that lies as far ahead as asked", async () => {
    const retryAfter = { dateInMs: 3_600_000 };
    const { answer } = await struckBy({ kind: "answer", status: 503, retryAfter });
    const date = /retry-after: (\w{3}, .* GMT)\r\n/u.exec(answer.text)?.[1] ?? "";
    expect(Math.abs(Date.parse(date) - Date.now() - 3_600_000)).toBeLessThan(10_000);
  });

  test("is a huge body that is promised, and sent as long as somebody reads", async () => {
    await oracle.setFaults([{ name: "flood", action: { kind: "hugeBody" } }]);
    const response = await post("an image");
    expect(response.headers.get("content-length")).toBe("1000000000");
    let byteCount = 0;
    for await (const piece of response.body ?? []) if ((byteCount += piece.length) > 4e6) break;
    expect((await oracle.counts()).fired).toEqual({ flood: 1 });
    await expect.poll(async () => (await oracle.counts()).inFlight).toBe(0);
    expect((await oracle.exchanges()).at(-1)?.isAnsweredWhole).toBe(false);
  });

  test("is a gzip bomb that fits into a megabyte and inflates to half a gigabyte", async () => {
    const { answer, fired } = await struckBy({ kind: "gzipBomb" });
    const [head = "", body = ""] = answer.text.split(/\r\n\r\n(.*)/su);
    expect(head).toMatch(/content-encoding: gzip/u);
    expect([body.length < 1024 * 1024, fired]).toEqual([true, 1]);
    const member = Buffer.from(body.slice(0, body.length / 8), "latin1");
    expect(gunzipSync(member).length * 8).toBe(512 * 1024 * 1024);
  });

  test("may be kept to a window of time", async () => {
    const action = { kind: "answer", status: 503 } as const;
    const [now, later] = [
      { fromMs: 0, toMs: 60_000 },
      { fromMs: 60_000, toMs: 120_000 },
    ];
    await oracle.setFaults([{ name: "storm", when: { window: later }, action }]);
    expect((await post("calm")).status).toBe(200);
    await oracle.setFaults([{ name: "storm", when: { window: now }, action }]);
    expect((await post("stormy")).status).toBe(503);
  });
});

test("beyond its line the oracle answers 429 at once, and a wider line takes requests again", async () => {
  await using own = await startOracle();
  await own.setCapacity({ workers: 2, serviceMs: 60_000, queueLimit: 1 });
  const clients = ["at work", "at work too", "in line"].map((body) => {
    const client = new RawClient(own.url);
    void client.exchange(rawPost(body));
    return client;
  });
  await expect.poll(async () => (await own.counts()).inFlight).toBe(3);
  const request = rawPost("too many", ["connection: close"]);
  expect((await rawExchange(own.url, request)).text).toMatch(/^HTTP\/1\.1 429 /u);
  expect((await own.counts()).overCapacity).toBe(1);
  await own.setCapacity({ workers: 4, serviceMs: 1 });
  expect((await rawExchange(own.url, request)).text).toMatch(/^HTTP\/1\.1 200 /u);
  for (const client of clients) client[Symbol.dispose]();
});
