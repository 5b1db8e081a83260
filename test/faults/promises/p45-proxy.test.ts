import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { startCollector } from "../../support/services/collector.ts";
import { startForwardProxy } from "../../support/services/forward-proxy.ts";
import { attemptsOf, FRAMES, landing, startWatch, untroubled } from "./library-watch.ts";

beforeEach(() => {
  vi.stubEnv("NO_PROXY", "").stubEnv("no_proxy", "");
});
afterEach(() => vi.unstubAllEnvs());

test("P45: while a proxy refuses connections, no frame fails or uses an attempt up, and that is said once", async () => {
  await using home = await temporaryFolder();
  await using service = await startCollector();
  await using proxy = await startForwardProxy();
  const { folder, land } = await landing(home.path);
  proxy.refusal = 407;
  const watch = startWatch({
    ...{ folders: [folder], to: service.url, proxy: proxy.url.replace("//", "//me:canary@") },
    ...{ state: join(home.path, "state"), retries: 0 },
  });
  await land();
  await expect.poll(() => watch.ofType("serviceLost").length).toBe(1);
  proxy.refusal = null;
  await expect.poll(() => watch.ofType("frameSettled").length).toBe(FRAMES);
  expect(await watch.stop()).toMatchObject({ delivered: FRAMES, failed: 0 });
  expect(attemptsOf(watch)).toEqual(untroubled(FRAMES));
  const [lost, ...others] = watch.ofType("serviceLost");
  expect(lost?.reason).toContain("refuses the user name and password in its address (407)");
  expect(others).toEqual([]);
  expect(JSON.stringify(lost)).not.toContain("canary");
});
