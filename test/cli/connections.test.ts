import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type TemporaryFolder, temporaryFolder } from "../support/files/temporary-folder.ts";
import { FrameMaker } from "../support/frames/frame-maker.ts";
import { Authority, type CertificateFiles } from "../support/services/certificates.ts";
import { startCollector } from "../support/services/collector.ts";
import { startForwardProxy } from "../support/services/forward-proxy.ts";
import { runCommand } from "../support/program/command-run.ts";
import { type SecureService, startSecureService } from "../support/services/secure-service.ts";

/** What the machine of the tests exempts is no concern of theirs. */
const NO_EXEMPTIONS = { NO_PROXY: "", no_proxy: "" };
const NOWHERE = "https://service.example/predict";

let home: TemporaryFolder;
let images: string;
let authority: Authority;
let good: CertificateFiles;
let other: CertificateFiles;
let secure: SecureService;
beforeAll(async () => {
  home = await temporaryFolder();
  images = join(home.path, "images");
  await (await FrameMaker.make()).writeFiles(images, { count: 3 });
  authority = await Authority.make(home.path);
  good = await authority.issue({ name: "good" });
  other = await authority.issue({ name: "other" });
  secure = await startSecureService(good);
});
afterAll(async () => {
  await secure[Symbol.asyncDispose]();
  await home[Symbol.asyncDispose]();
});

/** `send`, with a state of its own. */
async function send(words: readonly string[], environment: NodeJS.ProcessEnv = {}) {
  await using state = await temporaryFolder();
  return await runCommand(["send", images, ...words], state.path, {
    ...NO_EXEMPTIONS,
    ...environment,
  });
}

test("a certificate file that cannot be used is a usage error, before anything is sent", async () => {
  await using service = await startCollector();
  const words = ["--to", service.url, "--ca-file", join(home.path, "gone")];
  for (const command of [["send", images], ["tune"], ["doctor"]]) {
    const { exitCode, stderr } = await runCommand([...command, ...words], home.path);
    expect(stderr).toMatch(/^error: --ca-file .*gone cannot be read: no such file/mu);
    expect(exitCode).toBe(2);
  }
  expect(service.requestCount).toBe(0);
});

test("--ca-file lets frames go to a service with a certificate of one's own, as NODE_EXTRA_CA_CERTS does", async () => {
  const to = ["--to", secure.url];
  expect(await send([...to, "--ca-file", authority.cert])).toMatchObject({ exitCode: 0 });
  const both = await send([...to, "--ca-file", other.cert], {
    NODE_EXTRA_CA_CERTS: authority.cert,
  });
  expect(both).toMatchObject({ exitCode: 0 });
});

test("--insecure goes to any service, and says each time what that means", async () => {
  const { exitCode, stderr } = await send(["--to", secure.url, "--insecure"]);
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/with --insecure, the certificates of services are not checked/u);
  const words = ["tune", "--to", secure.url, "--max-seconds", "1", "--max-requests", "10"];
  const tuned = await runCommand([...words, "--max-concurrency", "1", "--insecure"], home.path);
  expect(tuned.stderr).toContain("with --insecure");
});

describe("a proxy", () => {
  test("of the environment is not for this machine, and --proxy is; --no-proxy uses none", async () => {
    await using service = await startCollector();
    await using proxy = await startForwardProxy();
    const to = ["--to", service.url];
    expect(await send(to, { http_proxy: proxy.url })).toMatchObject({ exitCode: 0 });
    expect(await send([...to, "--no-proxy"], { FRAMEFERRY_PROXY: proxy.url })).toMatchObject({
      exitCode: 0,
    });
    expect(proxy.seen).toEqual([]);
    expect(await send(to, { FRAMEFERRY_PROXY: proxy.url })).toMatchObject({ exitCode: 0 });
    expect(proxy.seen.length).toBe(3);
  });

  test("is named by --dry-run and doctor, and by neither with its password", async () => {
    const proxy = "http://me:canary@127.0.0.1:9";
    const environment = { HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: "", no_proxy: "" };
    const { stdout } = await send(["--to", NOWHERE, "--dry-run"], environment);
    expect(stdout).toContain(`${NOWHERE} through the proxy http://127.0.0.1:9 (https_proxy)`);
    const facts = await send(["--to", NOWHERE, "--dry-run", "--json", "--proxy", proxy]);
    expect(JSON.parse(facts.stdout)).toMatchObject({
      proxies: [{ service: NOWHERE, proxy: "http://127.0.0.1:9", from: "--proxy" }],
    });
    const asked = await runCommand(["doctor", "--to", NOWHERE], home.path, environment);
    expect(asked.stdout).toContain("is reached through http://127.0.0.1:9 (https_proxy)");
    expect(asked.stdout).toContain("the proxy http://127.0.0.1:9 (by https_proxy) cannot be used");
    expect(stdout + facts.stdout + asked.stdout).not.toContain("canary");
  });

  test("P34: has a password that is never revealed, not even by a service that repeats it", async () => {
    await using service = await startCollector({
      answer: () => ({
        status: 400,
        body: `me:canary ${Buffer.from("me:canary").toString("base64")}`,
      }),
    });
    await using proxy = await startForwardProxy();
    await using state = await temporaryFolder();
    const words = [
      "send",
      images,
      "--to",
      service.url,
      "--proxy",
      proxy.url.replace("//", "//me:canary@"),
    ];
    const { exitCode, stdout, stderr } = await runCommand(
      [...words, "--json", "-vv"],
      state.path,
      NO_EXEMPTIONS,
    );
    expect(exitCode).toBe(3);
    expect(proxy.seen.length).toBe(3);
    expect(stderr).toContain("--proxy 'http://***:***@127.0.0.1");
    expect(stdout + stderr).not.toContain("canary");
    for (const name of await readdir(state.path, { recursive: true, withFileTypes: true })) {
      if (!name.isFile()) continue;
      const content = await readFile(join(name.parentPath, name.name), "latin1");
      expect(content).not.toMatch(/canary|bWU6Y2FuYXJ5/u);
    }
  });
});

test("failed frames are sent again with the same certificates, and with no proxy where none was used", async () => {
  await using service = await startCollector({ answer: () => ({ status: 400 }) });
  await using state = await temporaryFolder();
  const own = ["--ca-file", authority.cert, "--cert", good.cert, "--key", good.key];
  const words = ["send", images, "--to", service.url, ...own, "--no-proxy"];
  const { stderr } = await runCommand(words, state.path);
  expect(stderr).toMatch(/frameferry resubmit .*--ca-file \S+ --cert \S+ --key \S+ --no-proxy/u);
  const again = [
    "resubmit",
    images,
    "--to",
    service.url,
    ...own,
    "--no-proxy",
    "--dry-run",
    "--json",
  ];
  const { stdout } = await runCommand(again, state.path);
  expect(JSON.parse(stdout)).toMatchObject({ caFile: authority.cert, cert: good.cert });
});
