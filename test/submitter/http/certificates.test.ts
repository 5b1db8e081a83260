import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ConnectionOptions } from "../../../src/options/connection-options.ts";
import { probeSender } from "../../../src/submitter/http/probe-sender.ts";
import { ConnectionPool } from "../../../src/submitter/http/connection-pool.ts";
import { openTransport } from "../../../src/submitter/http/transport.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";
import { Authority, type CertificateFiles } from "../../support/services/certificates.ts";
import { type SecureService, startSecureService } from "../../support/services/secure-service.ts";

const never = new AbortController().signal;
const USUAL: ConnectionOptions = {
  ...{ caFile: null, cert: null, key: null, insecure: false, proxy: null },
};
const POST = { headers: {}, body: Buffer.alloc(200_000) };
const LONG_MS = 60_000;

let folder: TemporaryFolder;
let authority: Authority;
let good: CertificateFiles;
let client: CertificateFiles;
beforeAll(async () => {
  folder = await temporaryFolder();
  authority = await Authority.make(folder.path);
  good = await authority.issue({ name: "good" });
  client = await authority.issue({ name: "camera-7" });
});
afterAll(async () => await folder[Symbol.asyncDispose]());

function transport(options: Partial<ConnectionOptions>, warnings: string[] = []) {
  return openTransport({ ...USUAL, ...options }, {}, (message) => warnings.push(message));
}

/** What a probe and then a frame come to: a status, or why there is none. */
async function outcomesAt({ url }: SecureService, options: Partial<ConnectionOptions>) {
  const ask = probeSender({}, LONG_MS, transport(options));
  const answer = await ask({ method: "GET", address: url }, never);
  await using connections = new ConnectionPool(url, 1, LONG_MS, {}, transport(options));
  const outcome = await connections.post(POST, never);
  return [answer, outcome].map((one) => ("fault" in one ? one : one.status));
}

describe("P45: a certificate that is rejected makes its service unreachable, with the way out in the message,", () => {
  const PAST = ["20200101000000Z", "20210101000000Z"] as const;
  const FUTURE = ["20480101000000Z", "20490101000000Z"] as const;

  test.each([
    ["expired", { period: PAST }, "its certificate has expired: renew it there"],
    ["early", { period: FUTURE }, "its certificate is not valid yet: set the clock right"],
    [
      "elsewhere",
      { host: "other.example" },
      "its certificate is for DNS:other.example, and not for",
    ],
  ])("when it is %s", async (name, facts, reason) => {
    await using service = await startSecureService(await authority.issue({ name, ...facts }));
    const refused = { fault: "unreachable", reason: expect.stringContaining(reason) as string };
    const outcomes = await outcomesAt(service, { caFile: authority.cert });
    expect(outcomes).toEqual([refused, refused]);
    expect(service.answeredCount).toBe(0);
    expect(await outcomesAt(service, { insecure: true })).toEqual([200, 200]);
  });

  test("when its authority is not known, or it is signed by itself", async () => {
    await using service = await startSecureService(good);
    const [unknown] = await outcomesAt(service, {});
    expect(unknown).toMatchObject({
      fault: "unreachable",
      reason: expect.stringMatching(/authority that is not known here.*`caFile`/u) as string,
    });
    service.show(authority.files("authority"));
    const [itsOwn] = await outcomesAt(service, {});
    expect(itsOwn).toMatchObject({
      fault: "unreachable",
      reason: expect.stringMatching(/self-signed.*`caFile`.*`insecure: true`/u) as string,
    });
  });
});

test("--ca-file trusts an authority, or a service's own certificate alone", async () => {
  await using service = await startSecureService(good);
  expect(await outcomesAt(service, { caFile: authority.cert })).toEqual([200, 200]);
  expect(await outcomesAt(service, { caFile: good.cert })).toEqual([200, 200]);
});

describe.each(["TLSv1.2", "TLSv1.3"] as const)(
  "a service that wants a client certificate, with %s,",
  (version) => {
    const wanting = async (): Promise<SecureService> =>
      await startSecureService(good, {
        ...{
          requestCert: true,
          rejectUnauthorized: true,
          maxVersion: version,
          minVersion: version,
        },
        ca: await readFile(authority.cert),
      });

    test("gets that of --cert and --key, or of --cert alone that holds both", async () => {
      await using service = await wanting();
      const trusted = { caFile: authority.cert };
      expect(await outcomesAt(service, { ...trusted, ...client })).toEqual([200, 200]);
      const both = join(folder.path, `both-${version}.pem`);
      await writeFile(
        both,
        (await readFile(client.cert, "utf8")) + (await readFile(client.key, "utf8")),
      );
      expect(await outcomesAt(service, { ...trusted, cert: both })).toEqual([200, 200]);
      expect([...service.clients]).toEqual(["camera-7"]);
    });

    test("P45: cannot be reached without it, nor with one that it does not know", async () => {
      await using stranger = await temporaryFolder();
      const other = await (await Authority.make(stranger.path)).issue({ name: "stranger" });
      await using service = await wanting();
      for (const files of [{}, other]) {
        const outcomes = await outcomesAt(service, { caFile: authority.cert, ...files });
        const refused = { fault: "unreachable", reason: expect.any(String) as string };
        expect(outcomes).toEqual([refused, refused]);
      }
      const [asked] = await outcomesAt(service, { caFile: authority.cert });
      expect(asked).toMatchObject({ reason: expect.stringContaining("`cert`") as string });
      expect(service.answeredCount).toBe(0);
    });
  },
);

describe("certificate files that are renewed during a run", () => {
  test("count from the next connection on", async () => {
    const caFile = join(folder.path, "trusted.pem");
    await copyFile(client.cert, caFile);
    await using service = await startSecureService(good);
    await using connections = new ConnectionPool(
      service.url,
      1,
      LONG_MS,
      {},
      transport({ caFile }),
    );
    expect(await connections.post(POST, never)).toMatchObject({ fault: "unreachable" });
    await copyFile(authority.cert, caFile);
    expect(await connections.post(POST, never)).toMatchObject({ status: 200 });
  });

  test("change nothing while they cannot be used, and that is said once", async () => {
    const caFile = join(folder.path, "half.pem");
    await copyFile(authority.cert, caFile);
    const warnings: string[] = [];
    const { credentials } = transport({ caFile }, warnings);
    const before = credentials?.context;
    expect(before).toBeDefined();
    await writeFile(caFile, "-----BEGIN CERTIFICATE-----");
    for (let look = 0; look < 4; look += 1) expect(credentials?.context).toBe(before);
    expect(warnings).toEqual([expect.stringContaining(`${caFile} holds no certificate`)]);
    await copyFile(good.cert, caFile);
    expect(credentials?.context).not.toBe(before);
  });
});
