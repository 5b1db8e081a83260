import { describe, type ExpectStatic, expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import type { RunSummary } from "../../../src/index.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { folderOfFrames } from "../../support/frames/folder-of-frames.ts";
import { type CommandRun, runCommand, startCommand } from "../../support/program/command-run.ts";
import { ledgerWords } from "../judge/ledger-words.ts";
import type { OracleFault } from "../oracle/oracle-fault.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";

const IN_FLIGHT = 32;
const FRAMES = CFR_VIDEO.frameCount;
const SLOW: OracleFault = { name: "slow", action: { kind: "delay", delayMs: 6000 } };
const SILENT: OracleFault = { name: "silent", action: { kind: "hang" } };
/** The deadline of a request, by default. */
const GRACE_MS = 30_000;

function start(words: readonly string[], home: string): CommandRun {
  return startCommand([...words, "-c", `${IN_FLIGHT}`, "--json"], home);
}

/**
 * Until 32 requests are under way; as many frames and more wait for their turn.
 *
 * @param own of several tests at once, each must use its own.
 */
async function fullFlight(oracle: Oracle, own: ExpectStatic): Promise<void> {
  const inFlight = async (): Promise<number> => (await oracle.counts()).inFlight;
  await own.poll(inFlight).toBe(IN_FLIGHT);
}

/** The same command to its end, against a service that is well. */
async function onceMore(oracle: Oracle, words: readonly string[], home: string): Promise<void> {
  await oracle.setFaults([]);
  const end = words[0] === "watch" ? ["--until-idle", "300ms"] : [];
  expect(await runCommand([...words, ...end], home)).toMatchObject({ exitCode: 0 });
  expect((await oracle.counts()).confirmedImages).toBe(FRAMES);
}

describe("P25: SIGTERM while 32 requests are in flight", () => {
  test.concurrent.for([
    ["watch", 0],
    ["send", 143],
    ["run", 143],
  ] as const)(
    "lets %s send nothing new, finish them and end with %i; the next start sends none of them",
    async ([command, code], { expect: own }) => {
      await using home = await temporaryFolder();
      await using oracle = await startOracle([SLOW]);
      const source =
        command === "run"
          ? fixtureVideoPath(CFR_VIDEO.fileName)
          : await folderOfFrames(home.path, FRAMES);
      const words = [command, source, "--to", oracle.url];
      await using run = start(words, home.path);
      await fullFlight(oracle, own);
      const toldMs = performance.now();
      run.process.kill("SIGTERM");
      const { exitCode, stdout } = await run.ended;
      expect(performance.now() - toldMs).toBeLessThan(GRACE_MS);
      expect(exitCode).toBe(code);
      expect(JSON.parse(stdout) as RunSummary).toMatchObject({ delivered: IN_FLIGHT, failed: 0 });
      const { requests, confirmedImages, fired } = await oracle.counts();
      expect([requests, confirmedImages, fired["slow"]]).toEqual(Array(3).fill(IN_FLIGHT));

      await onceMore(oracle, words, home.path);
      expect((await oracle.counts()).requests).toBe(FRAMES);
    },
  );

  test.concurrent("ends it at once the second time, however long the answers take, and nothing is lost", async ({
    expect: own,
  }) => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle([SILENT]);
    const words = ["watch", await folderOfFrames(home.path, FRAMES), "--to", oracle.url];
    await using run = start(words, home.path);
    await fullFlight(oracle, own);
    run.process.kill("SIGTERM");
    await own.poll(() => run.stderr).toContain("finishing what is in flight");
    run.process.kill("SIGTERM");
    const { exitCode, stdout } = await run.ended;
    expect(exitCode).toBe(143);
    expect(JSON.parse(stdout) as RunSummary).toMatchObject({ delivered: 0, failed: 0 });
    expect((await oracle.counts()).fired["silent"]).toBe(IN_FLIGHT);
    expect((await ledgerWords(home.path)).words).toEqual([]);

    await onceMore(oracle, words, home.path);
    expect((await oracle.counts()).requests).toBe(IN_FLIGHT + FRAMES);
  });
});
