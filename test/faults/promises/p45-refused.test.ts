import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { type PipelineEvent, watchFolders, type WatchFoldersOptions } from "../../../src/index.ts";
import { temporaryFolder } from "../../core/temporary-folder.ts";
import { Authority } from "../../support/certificates.ts";
import { startCollector } from "../../support/collector.ts";
import { startForwardProxy } from "../../support/forward-proxy.ts";
import { startSecureService } from "../../support/secure-service.ts";
import { FrameMaker } from "../frame-maker.ts";

let maker: FrameMaker;
beforeAll(async () => {
  maker = await FrameMaker.make();
});

const FRAMES = 6;

/** A folder with frames, to which the test adds more. */
async function landing(home: string) {
  const folder = join(home, "in");
  await mkdir(folder);
  let from = 0;
  const land = async (): Promise<void> => {
    await maker.writeFiles(folder, { count: FRAMES, from, isAtomic: true });
    from += FRAMES;
  };
  return { folder, land };
}

/** A watch by the library, and what it has told. */
function startWatch(options: Omit<WatchFoldersOptions, "signal">) {
  const ending = new AbortController();
  const run = watchFolders({ isPolled: true, ...options, signal: ending.signal });
  const events: PipelineEvent[] = [];
  const reading = (async () => {
    for await (const event of run) events.push(event);
  })();
  const ofType = <Type extends PipelineEvent["type"]>(type: Type) =>
    events.filter((event): event is PipelineEvent & { type: Type } => event.type === type);
  const stop = async () => {
    ending.abort();
    await reading;
    return await run.summary;
  };
  return { ofType, stop };
}

/** What each frame's result must say: that one attempt was enough. */
function attemptsOf(watch: ReturnType<typeof startWatch>): readonly (readonly [string, number])[] {
  return watch.ofType("frameSettled").map(({ result }) => [result.outcome, result.attempts]);
}

const untroubled = (count: number) => Array.from({ length: count }, () => ["delivered", 1]);

describe("P45: while a service's certificate has expired", () => {
  test.each([
    ["no frame fails", {}],
    ["no frame of a batch fails, either", { protocol: "tfserving", model: "m", batch: 4 }],
  ] as const)(
    "%s or uses an attempt up, it is told once, and the work goes on by itself",
    async (_, how) => {
      await using home = await temporaryFolder();
      const authority = await Authority.make(home.path);
      const good = await authority.issue({ name: "good" });
      const period = ["20200101000000Z", "20210101000000Z"] as const;
      const expired = await authority.issue({ name: "expired", period });
      await using service = await startSecureService(good);
      await using copies = await startSecureService(expired);
      const { folder, land } = await landing(home.path);
      const watch = startWatch({
        ...{ folders: [folder], to: service.url, mirror: copies.url, caFile: authority.cert },
        ...{ stateFolder: join(home.path, "state"), retries: 0, ...how },
      });
      await land();
      await expect.poll(() => watch.ofType("frameSettled").length).toBe(FRAMES);
      service.show(expired);
      await land();
      await expect.poll(() => watch.ofType("serviceLost").length).toBe(1);
      const refused = service.refusedCount;
      await expect.poll(() => service.refusedCount).toBeGreaterThan(refused + 1);
      service.show(good);
      await land();
      await expect.poll(() => watch.ofType("frameSettled").length).toBe(3 * FRAMES);
      expect(await watch.stop()).toMatchObject({ delivered: 3 * FRAMES, failed: 0 });
      expect(attemptsOf(watch)).toEqual(untroubled(3 * FRAMES));
      expect(watch.ofType("serviceLost").map(({ reason }) => reason)).toEqual([
        expect.stringContaining("its certificate has expired: renew it there"),
      ]);
      expect(watch.ofType("serviceRecovered").length).toBe(1);
      expect(copies.answeredCount).toBe(0);
    },
  );
});

test("P45: while a proxy refuses, no frame fails or uses an attempt up, and its refusal is told once", async () => {
  await using home = await temporaryFolder();
  await using service = await startCollector();
  await using proxy = await startForwardProxy();
  const { folder, land } = await landing(home.path);
  proxy.refusal = 407;
  const watch = startWatch({
    ...{ folders: [folder], to: service.url, proxy: proxy.url.replace("//", "//me:canary@") },
    ...{ stateFolder: join(home.path, "state"), retries: 0 },
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
