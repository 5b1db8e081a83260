import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { CFR_VIDEO } from "../../../scripts/fixtures/fixture-videos.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../../support/videos/decoded-video.ts";
import { folderOfFrames } from "../../support/frames/folder-of-frames.ts";
import { type CommandExit, runCommand, startCommand } from "../../support/program/command-run.ts";
import { startOracle } from "../oracle/start-oracle.ts";

const FRAMES = CFR_VIDEO.frameCount;
const CONCURRENCY = 4;
/** Beyond the time that the program takes to start at all. */
const MAX_REFUSAL_MS = 1000;
/** A machine that is busy with other things may make one of them slow. */
const TRIES = 5;

/** Runs the program to its end, and says how long that took, in milliseconds. */
async function timed(words: readonly string[], home: string): Promise<[number, CommandExit]> {
  const startedMs = performance.now();
  const exit = await runCommand(words, home);
  return [performance.now() - startedMs, exit];
}

describe("P26: two instances for one source", () => {
  test.each(["watch", "run"] as const)(
    "of %s are one too many: the second ends within a second and names the first; when that is killed, the next one takes over",
    async (command) => {
      await using home = await temporaryFolder();
      await using oracle = await startOracle([{ name: "silent", action: { kind: "hang" } }]);
      const source =
        command === "run"
          ? fixtureVideoPath(CFR_VIDEO.fileName)
          : await folderOfFrames(home.path, FRAMES);
      const words = [command, source, "--to", oracle.url, "-c", `${CONCURRENCY}`];
      await using first = startCommand(words, home.path);
      const inFlight = async (): Promise<number> => (await oracle.counts()).inFlight;
      await expect.poll(inFlight).toBe(CONCURRENCY);

      let minMs = Number.POSITIVE_INFINITY;
      for (let count = 0; count < TRIES && minMs >= MAX_REFUSAL_MS; count += 1) {
        // A start that is refused nothing takes as long on a busy machine.
        const [startMs] = await timed([...words, "--dry-run"], home.path);
        const [refusalMs, { exitCode, stderr }] = await timed(words, home.path);
        minMs = Math.min(minMs, refusalMs - startMs);
        expect(exitCode).toBe(6);
        expect(stderr).toContain(`process ${first.process.pid}`);
      }
      expect(minMs).toBeLessThan(MAX_REFUSAL_MS);
      expect(await inFlight()).toBe(CONCURRENCY);

      first.process.kill("SIGKILL");
      await once(first.process, "exit");
      expect(first.process.signalCode).toBe("SIGKILL");
      await oracle.setFaults([]);
      const end = command === "watch" ? ["--until-idle", "300ms"] : [];
      expect(await runCommand([...words, ...end], home.path)).toMatchObject({ exitCode: 0 });
      expect(await oracle.counts()).toMatchObject({
        confirmedImages: FRAMES,
        requests: CONCURRENCY + FRAMES,
      });
    },
  );
});
