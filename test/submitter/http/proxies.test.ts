import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConnectionOptions } from "../../../src/options/connection-options.ts";
import { probeSender } from "../../../src/submitter/http/probe-sender.ts";
import { ConnectionPool } from "../../../src/submitter/http/connection-pool.ts";
import { openTransport } from "../../../src/submitter/http/transport.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";
import { Authority } from "../../support/services/certificates.ts";
import { startCollector } from "../../support/services/collector.ts";
import { startForwardProxy } from "../../support/services/forward-proxy.ts";
import { type SecureService, startSecureService } from "../../support/services/secure-service.ts";
import { deadAddress } from "../../support/services/raw-service.ts";

const never = new AbortController().signal;
const POST = { headers: {}, body: Buffer.alloc(200_000) };
const LONG_MS = 60_000;

let folder: TemporaryFolder;
let authority: Authority;
let secure: SecureService;
beforeAll(async () => {
  folder = await temporaryFolder();
  authority = await Authority.make(folder.path);
  secure = await startSecureService(await authority.issue({ name: "good" }));
});
afterAll(async () => {
  await secure[Symbol.asyncDispose]();
  await folder[Symbol.asyncDispose]();
});

function through(proxy: string) {
  const options: ConnectionOptions = {
    ...{ caFile: authority.cert, cert: null, key: null, insecure: false, proxy },
  };
  return openTransport(options, {}, () => {});
}

/** What a probe and two frames, one after the other, come to. */
async function outcomesAt(address: string, proxy: string) {
  const transport = through(proxy);
  const answer = await probeSender({}, LONG_MS, transport)({ method: "GET", address }, never);
  await using connections = new ConnectionPool(address, 1, LONG_MS, {}, transport);
  const outcomes = [await connections.post(POST, never), await connections.post(POST, never)];
  return [answer, ...outcomes].map((one) => ("fault" in one ? one : one.status));
}

test("plain HTTP goes through a proxy by its whole address, over a kept connection", async () => {
  await using service = await startCollector();
  await using proxy = await startForwardProxy();
  expect(await outcomesAt(`${service.url}/predict?a=b`, proxy.url)).toEqual([200, 200, 200]);
  const whole = `${service.url}/predict?a=b`;
  expect(proxy.seen).toEqual([`GET ${whole}`, `POST ${whole}`, `POST ${whole}`]);
  const host = new URL(service.url).host;
  expect(service.requests.map(({ path, headers }) => [path, headers.host])).toEqual([
    ["/predict?a=b", host],
    ["/predict?a=b", host],
    ["/predict?a=b", host],
  ]);
});

test("HTTPS goes through a tunnel, one for the probe and one for all frames of a connection", async () => {
  await using proxy = await startForwardProxy();
  expect(await outcomesAt(secure.url, proxy.url)).toEqual([200, 200, 200]);
  const tunnel = `CONNECT ${new URL(secure.url).host}`;
  expect(proxy.seen).toEqual([tunnel, tunnel]);
});

test("a proxy gets the user name and password of its address, and the service does not", async () => {
  await using service = await startCollector();
  await using proxy = await startForwardProxy();
  const address = proxy.url.replace("//", "//me:p%40ss@");
  for (const url of [service.url, secure.url]) await outcomesAt(url, address);
  const basic = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
  expect(proxy.credentials).toEqual([basic, basic, basic, basic, basic]);
  for (const { headers } of service.requests) expect(headers).not.toHaveProperty("authorization");
});

describe("P45: a proxy that does not lead on makes its service unreachable, and the message says why,", () => {
  test.each([
    [407, "wants a user name and password (407)"],
    [403, "refuses to lead to"],
    [502, "does not get through to"],
  ])("when it answers %i itself", async (status, reason) => {
    await using service = await startCollector();
    await using proxy = await startForwardProxy();
    proxy.refusal = status;
    const refused = { fault: "unreachable", reason: expect.stringContaining(reason) as string };
    for (const url of [service.url, secure.url])
      expect(await outcomesAt(url, proxy.url)).toEqual([refused, refused, refused]);
    expect(proxy.seen.length).toBe(6);
    expect(service.requestCount).toBe(0);
  });

  test("when nobody runs it", async () => {
    await using service = await startCollector();
    const gone = await deadAddress();
    const reason = expect.stringMatching(
      /^the proxy .* \(by `proxy`\) cannot be used: connection refused/u,
    ) as string;
    const refused = { fault: "unreachable", reason };
    for (const url of [service.url, secure.url])
      expect(await outcomesAt(url, gone)).toEqual([refused, refused, refused]);
  });

  test("when it rejects credentials, which are not revealed", async () => {
    await using proxy = await startForwardProxy();
    proxy.refusal = 407;
    const [refused] = await outcomesAt(secure.url, proxy.url.replace("//", "//me:canary@"));
    expect(refused).toMatchObject({
      reason: expect.stringContaining("refuses the user name and password") as string,
    });
    expect(JSON.stringify(refused)).not.toContain("canary");
  });
});
