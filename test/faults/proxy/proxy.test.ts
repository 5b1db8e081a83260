import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";
import { RawClient, rawExchange, rawPost } from "../raw-client.ts";
import type { ProxyAction } from "./proxy-fault.ts";
import { type Proxy, startProxy } from "./start-proxy.ts";

let oracle: Oracle;
let proxy: Proxy;
beforeAll(async () => {
  oracle = await startOracle();
  proxy = await startProxy(oracle.url);
});
beforeEach(async () => {
  await proxy.setFaults([]);
  await proxy.setConditions({});
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await oracle[Symbol.asyncDispose]();
});

const LAST = ["connection: close"];

/** Strikes one exchange with a fault, proves that it fired, and tells whether the service saw the request. */
async function struckBy(action: ProxyAction) {
  await proxy.setFaults([{ name: "fault", when: { atMost: 1 }, action }]);
  const before = await oracle.counts();
  const answer = await rawExchange(proxy.url, rawPost("an image", LAST));
  const acceptedCount = (await oracle.exchanges())
    .slice(before.requests)
    .filter(({ status }) => status === 200).length;
  return { answer, acceptedCount, fired: (await proxy.counts()).fired["fault"] };
}

describe("the proxy without a fault", () => {
  test("passes bytes as they are, in both directions, over one connection", async () => {
    const before = await proxy.counts();
    using client = new RawClient(proxy.url);
    const { text, ending } = await client.exchange(rawPost(Buffer.alloc(300_000, "x"), LAST));
    expect([text.slice(-11), ending]).toEqual(['{"ok":true}', "fin"]);
    const after = await proxy.counts();
    expect(after.connections - before.connections).toBe(1);
    expect(after.exchanges - before.exchanges).toBe(1);
  });

  test("takes each request on a connection for an exchange of its own", async () => {
    const before = await proxy.counts();
    using client = new RawClient(proxy.url);
    for (const body of ["one", "two", "three"]) await client.exchange(rawPost(body));
    expect((await proxy.counts()).exchanges - before.exchanges).toBe(3);
  });
});

describe("a reset by the proxy", () => {
  test("in the middle of a request leaves the service without the whole of it", async () => {
    const { answer, acceptedCount, fired } = await struckBy({ kind: "reset", during: "request" });
    expect(answer).toMatchObject({ text: "", ending: "rst" });
    expect([acceptedCount, fired]).toEqual([0, 1]);
  });

  test("before the answer leaves the client in doubt whether the service took the request", async () => {
    const action = { kind: "reset", during: "beforeAnswer" } as const;
    const { answer, acceptedCount, fired } = await struckBy(action);
    expect(answer).toMatchObject({ text: "", ending: "rst" });
    expect([acceptedCount, fired]).toEqual([1, 1]);
  });

  test("in the middle of an answer leaves the client a part of it", async () => {
    const { answer, acceptedCount, fired } = await struckBy({ kind: "reset", during: "answer" });
    expect(answer.text).toMatch(/^HTTP\/1\.1 200/u);
    expect(answer.text).not.toContain("true}");
    expect([answer.ending, acceptedCount, fired]).toEqual(["rst", 1, 1]);
  });
});

test("an idle connection is closed by the proxy just as its next request arrives, which nobody sees", async () => {
  await proxy.setFaults([{ name: "race", action: { kind: "idleClose" } }]);
  const before = await oracle.counts();
  using client = new RawClient(proxy.url);
  expect((await client.exchange(rawPost("first"))).text).toMatch(/^HTTP\/1\.1 200/u);
  expect(await client.exchange(rawPost("second"))).toMatchObject({ text: "" });
  expect((await oracle.counts()).requests - before.requests).toBe(1);
  expect((await proxy.counts()).fired).toEqual({ race: 1 });
});

describe("a stall of the proxy", () => {
  test.each(["request", "answer"] as const)(
    "of the %s holds everything back, and ends",
    async (during) => {
      await proxy.setFaults([{ name: "stall", action: { kind: "stall", during, stallMs: 1000 } }]);
      using client = new RawClient(proxy.url);
      expect(await client.exchange(rawPost("an image", LAST), 50)).toMatchObject({
        text: "",
        ending: "open",
      });
      expect((await client.exchange("")).text).toMatch(/\{"ok":true\}$/u);
      expect((await proxy.counts()).fired).toEqual({ stall: 1 });
    },
  );
});

describe("the line through the proxy", () => {
  const exchangeTimeMs = async (byteLength: number): Promise<number> => {
    const startedMs = performance.now();
    const { ending } = await rawExchange(
      proxy.url,
      rawPost(Buffer.alloc(byteLength), LAST),
      20_000,
    );
    expect(ending).toBe("fin");
    return performance.now() - startedMs;
  };

  test("may be long: latency is added once each way, not to each piece", async () => {
    await proxy.setConditions({ latencyMs: 100 });
    const timeMs = await exchangeTimeMs(8_000_000);
    expect(timeMs).toBeGreaterThan(200);
    expect(timeMs).toBeLessThan(10_000);
  });

  test("may be thin: bytes pass at a given rate", async () => {
    await proxy.setConditions({ bytesPerSecond: 100_000 });
    expect(await exchangeTimeMs(50_000)).toBeGreaterThan(480);
  });
});

test("a proxy that refuses breaks connections and accepts none; then the address works again", async () => {
  using client = new RawClient(proxy.url);
  await client.exchange(rawPost("before"));
  const broken = client.exchange("");
  await proxy.refuse();
  expect((await broken).ending).toBe("rst");
  await expect(fetch(proxy.url)).rejects.toMatchObject({ cause: { code: "ECONNREFUSED" } });
  await proxy.accept();
  expect((await rawExchange(proxy.url, rawPost("after", LAST))).ending).toBe("fin");
});
