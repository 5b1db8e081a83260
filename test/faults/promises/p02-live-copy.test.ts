import { execFile } from "node:child_process";
import { rename } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { monotonicMs } from "../../../scripts/bench/harness/monotonic.ts";
import { type TemporaryFolder, temporaryFolder } from "../../support/files/temporary-folder.ts";
import { ffmpeg, testPicture } from "../../support/videos/ffmpeg-made.ts";
import { runCommand, startCommand } from "../../support/program/command-run.ts";
import { FrameMaker, landedIn } from "../../support/frames/frame-maker.ts";
import { ledgerWords } from "../judge/ledger-words.ts";
import { type Exchange, isAccepted } from "../oracle/exchange.ts";
import type { OracleFault } from "../oracle/oracle-fault.ts";
import { type Oracle, startOracle } from "../oracle/start-oracle.ts";

const COPIES = 3;
/** Frames that land when all copies are taken, however long that was. */
const LATE = 100;
const FRAMES = 600;
/** 400 frames a second, of which a part is answered by halves. */
const CAPACITY = { workers: 4, serviceMs: 10 };
const CUT: OracleFault = {
  name: "cut",
  when: { share: { of: "requests", part: 0.05, seed: 2 } },
  action: { kind: "close", after: "halfBody" },
};
const WORDS = ["-c", "4", "-q", "--retries", "20"];

/** What was copied, and when the copy was complete, by the clock of the exchanges. */
interface Copy {
  readonly path: string;
  readonly endedMs: number;
}

/** Copies folders, one after the other, while they are written: what vanishes meanwhile is left out. */
async function copyLive(
  { path: home }: TemporaryFolder,
  names: readonly string[],
  to: string,
): Promise<Copy> {
  const path = join(home, to);
  await promisify(execFile)("mkdir", [path]);
  for (const name of names)
    await promisify(execFile)("cp", ["-a", join(home, name), path]).catch(() => {});
  return { path, endedMs: monotonicMs() };
}

/** Waits until the next part of the frames is delivered. */
async function someMore(oracle: Oracle, number: number): Promise<void> {
  const count = async (): Promise<number> => (await oracle.counts()).confirmedImages;
  const least = (FRAMES * (number + 1)) / (COPIES + 2);
  await expect.poll(count).toBeGreaterThan(least);
}

/** Those that the service answered whole, and had got before a copy was complete. */
function confirmedBy<Name>(
  exchanges: readonly Exchange[],
  { endedMs }: Copy,
  nameOf: (exchange: Exchange) => Name,
): ReadonlySet<Name> {
  const whole = exchanges.filter((exchange) => isAccepted(exchange) && exchange.isAnsweredWhole);
  return new Set(whole.filter(({ arrivedAtMs }) => arrivedAtMs < endedMs).map(nameOf));
}

describe("P2: a copy of the state and the frames that is taken while they are written", () => {
  test("by a watch starts every time, and sends what was not answered whole", async () => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle([CUT]);
    await oracle.setCapacity(CAPACITY);
    const incoming = join(home.path, "in");
    const words = ["watch", incoming, "--to", oracle.url, ...WORDS];
    const maker = await FrameMaker.make();
    await maker.writeFiles(incoming, { count: 1 });
    await using run = startCommand(words, join(home.path, "state"));
    const landing = land(maker, incoming, { from: 1, to: FRAMES - LATE });
    const copies: Copy[] = [];
    for (let number = 0; number < COPIES; number += 1) {
      await someMore(oracle, number);
      const names = number % 2 === 0 ? ["state", "in"] : ["in", "state"];
      copies.push(await copyLive(home, names, `copy-${number}`));
    }
    await landing;
    await land(maker, incoming, { from: FRAMES - LATE + 1, to: FRAMES });
    run.process.kill("SIGTERM");
    expect((await run.ended).exitCode).toBe(0);
    await rename(incoming, join(home.path, "original"));

    const counts: number[] = [];
    for (const copy of copies) {
      const before = await oracle.exchanges();
      await rename(join(copy.path, "in"), incoming);
      const state = join(copy.path, "state");
      const { exitCode, stderr } = await runCommand([...words, "--until-idle", "300ms"], state);
      expect([exitCode, stderr]).toEqual([0, ""]);
      // An image that its writer has not renamed yet is none.
      const landed = (await landedIn(incoming)).filter(({ path }) => !path.startsWith("."));
      await rename(incoming, join(copy.path, "in"));
      const sent = new Set(
        (await oracle.exchanges()).slice(before.length).map(({ digest }) => digest),
      );
      const known = landed.map(({ digest }) => digest).filter((digest) => !sent.has(digest));
      const confirmed = confirmedBy(before, copy, ({ digest }) => digest);
      expect(known.filter((digest) => !confirmed.has(digest))).toEqual([]);
      expect((await ledgerWords(state)).problems).toEqual([]);
      counts.push(known.length);
    }
    // The copies were taken on the way: none knows nothing, and none of them all.
    expect(Math.min(...counts)).toBeGreaterThan(0);
    expect(Math.max(...counts)).toBeLessThan(FRAMES);
    expect((await oracle.counts()).fired["cut"]).toBeGreaterThan(10);
  });

  async function land(
    maker: FrameMaker,
    folder: string,
    { from, to }: { readonly from: number; readonly to: number },
  ): Promise<void> {
    for (let first = from; first < to; first += 20) {
      await maker.writeFiles(folder, { count: 20, from: first, isAtomic: true });
      await sleep(40);
    }
  }

  test("by a run, with its spool, goes on where it was, and delivers every frame", async () => {
    await using home = await temporaryFolder();
    await using oracle = await startOracle([CUT]);
    await oracle.setCapacity(CAPACITY);
    const video = join(home.path, "clip.mkv");
    const picture = testPicture("64x48", FRAMES / 25, 25);
    await ffmpeg(home.path, ...picture, "-c:v", "libx264", "-preset", "ultrafast", video);
    const words = ["run", video, "--to", oracle.url, ...WORDS];
    await using run = startCommand(words, join(home.path, "state"));
    const copies: Copy[] = [];
    for (let number = 0; number < COPIES; number += 1) {
      await someMore(oracle, number);
      copies.push(await copyLive(home, ["state"], `copy-${number}`));
    }
    run.process.kill("SIGKILL");
    await run.ended;

    const counts: number[] = [];
    for (const copy of copies) {
      const before = await oracle.exchanges();
      const state = join(copy.path, "state");
      const { exitCode, stderr } = await runCommand(words, state);
      expect([exitCode, stderr]).toEqual([0, ""]);
      const sent = new Set(
        (await oracle.exchanges()).slice(before.length).map(({ fileName }) => fileName),
      );
      const confirmed = confirmedBy(before, copy, ({ fileName }) => fileName);
      const known = [...confirmed].filter((name) => !sent.has(name));
      expect(sent.size + known.length).toBe(FRAMES);
      expect((await ledgerWords(state)).problems).toEqual([]);
      counts.push(known.length);
    }
    expect(Math.min(...counts)).toBeGreaterThan(0);
    // At least the first copy was taken on the way.
    expect(Math.min(...counts)).toBeLessThan(FRAMES);
    expect((await oracle.counts()).fired["cut"]).toBeGreaterThan(10);
  });
});
