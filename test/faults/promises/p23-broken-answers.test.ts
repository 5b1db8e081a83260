import { describe, expect, test } from "vitest";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { startCommand } from "../../support/program/command-run.ts";
import type { OracleAction } from "../oracle/oracle-fault.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";
import { ProcessSampler } from "../process/process-sampler.ts";
import { carryFixture } from "./carried-run.ts";

const MEBIBYTE = 1024 * 1024;

describe("P23: a broken answer", () => {
  test.each<[OracleAction, "failed" | "delivered", number, RegExp]>([
    [{ kind: "hugeHeader" }, "failed", 1, /header of the answer is larger than 64 KiB/u],
    [{ kind: "hugeBody" }, "failed", 1, /larger than 1 MiB/u],
    [{ kind: "gzipBomb" }, "failed", 1, /larger than 1 MiB/u],
    [{ kind: "cutJson" }, "failed", 2, /cut short/u],
  ])("is never taken for success: %j", async (action, outcome, attempts, reason) => {
    await using oracle = await startOracle([{ name: "broken", action }]);
    const run = await carryFixture(oracle, { every: 25, retries: 1 });
    expect((await oracle.counts()).fired).toEqual({ broken: 4 * attempts });
    expect(run.results).toEqual(
      run.results.map(() =>
        expect.objectContaining({ outcome, attempts, reason: expect.stringMatching(reason) }),
      ),
    );
    expect(run.judgment.problems).toEqual([]);
  });

  test("ends the run when it is junk, to every request: no frame is delivered, and none has failed", async () => {
    await using oracle = await startOracle([{ name: "junk", action: { kind: "junk" } }]);
    const run = await carryFixture(oracle, { every: 25 });
    expect((await oracle.counts()).fired["junk"]).toBeGreaterThan(1);
    expect(run.results).toEqual([]);
  });

  test("is waited for as an outage when there is none at all, from a service that closes every connection", async () => {
    const action = { kind: "close", after: "nothing" } as const;
    await using oracle = await startOracle([{ name: "closed", action }]);
    const run = await carryFixture(oracle, { every: 25, retries: 1, maxOutageMs: 1000 });
    expect((await oracle.counts()).fired["closed"]).toBeGreaterThan(1);
    expect(run.results.filter((result) => result.outcome === "delivered")).toEqual([]);
  });

  test("is a redirect, too, which is rejected and not followed", async () => {
    await using elsewhere = await startOracle();
    await using oracle = await startOracle([
      { name: "redirect", action: { kind: "redirect", to: `${elsewhere.url}/collect` } },
    ]);
    const { results } = await carryFixture(oracle, { every: 25 });
    // What the service publishes is asked as well, and is redirected, too: questions carry no image.
    const posted = (await oracle.exchanges()).filter(({ digest }) => digest !== null);
    expect(posted.map(({ fault }) => fault)).toEqual(Array(4).fill("redirect"));
    expect(results).toEqual(
      results.map(() => expect.objectContaining({ outcome: "failed", status: 307, attempts: 1 })),
    );
    expect((await elsewhere.counts()).connections).toBe(0);
  });

  test.skipIf(process.platform !== "linux")(
    "does not fill the memory, however large it is or would become (needs Linux's /proc)",
    async () => {
      await using oracle = await startOracle();
      const usualBytes = await maxRssBytes(oracle);
      await oracle.setFaults([
        { name: "body", when: { every: 3 }, action: { kind: "hugeBody" } },
        { name: "bomb", when: { every: 2 }, action: { kind: "gzipBomb" } },
        { name: "header", action: { kind: "hugeHeader" } },
      ]);
      const brokenBytes = await maxRssBytes(oracle);
      const { fired } = await oracle.counts();
      expect(Math.min(...Object.values(fired))).toBeGreaterThan(20);
      expect(brokenBytes - usualBytes).toBeLessThan(256 * MEBIBYTE);
    },
  );
});

/** The most memory that a run of the program took. */
async function maxRssBytes({ url }: Oracle): Promise<number> {
  await using home = await temporaryFolder();
  const video = fixtureVideoPath("cfr.mp4");
  const run = startCommand(["run", video, "--to", url, "-q", "--retries", "1"], home.path);
  await using sampler = new ProcessSampler(run.process.pid ?? -1, 10);
  await run.ended;
  expect(sampler.samples.length).toBeGreaterThan(10);
  return sampler.greatest("rssBytes");
}
