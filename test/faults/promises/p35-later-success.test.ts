import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { exitCodeOfRun } from "../../../src/cli/process/exit-codes.ts";
import {
  type RunEvent,
  type RunSummary,
  watchFolders,
  type WatchFoldersOptions,
} from "../../../src/index.ts";
import { readLedger } from "../../../src/ledger/open-ledger.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { startCollector } from "../../support/services/collector.ts";

const IMAGE = frameImage(1, 6);
const HALF = IMAGE.length >> 1;

let home: TemporaryFolder;
let folder: string;
beforeEach(async () => {
  home = await temporaryFolder();
  folder = join(home.path, "in");
  mkdirSync(folder);
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

const at = (name: string): string => join(folder, name);

/** A watch in this process that is ended by a file. */
class Watch {
  readonly events: RunEvent[] = [];
  readonly #summary: Promise<RunSummary>;
  #onEvent: () => void = () => {};

  constructor(to: WatchFoldersOptions["to"], options: Partial<WatchFoldersOptions> = {}) {
    const places = { folders: [folder], state: join(home.path, "state") };
    const settings = { settleMs: 200, untilFile: "DONE", ...options };
    const run = watchFolders({ to, ...places, ...settings });
    this.#summary = run.summary;
    void this.#follow(run);
  }

  /** Resolves when a frame has had an outcome so many times. */
  async hasSettled(name: string, outcome: string, count = 1): Promise<void> {
    const isWord = (event: RunEvent): boolean =>
      event.type === "frameSettled" &&
      event.result.frame === name &&
      event.result.outcome === outcome;
    while (this.events.filter(isWord).length < count)
      await new Promise<void>((resolve) => (this.#onEvent = resolve));
  }

  get withdrawn(): readonly string[] {
    return this.events.flatMap((event) => (event.type === "failureWithdrawn" ? [event.frame] : []));
  }

  async end(): Promise<RunSummary> {
    writeFileSync(at("DONE"), "");
    return await this.#summary;
  }

  async #follow(run: AsyncIterable<RunEvent>): Promise<void> {
    for await (const event of run) {
      this.events.push(event);
      this.#onEvent();
    }
  }
}

async function failedOnRecord({ job }: RunSummary): Promise<number> {
  await using ledger = await readLedger(join(home.path, "state", "jobs", job));
  return ledger?.counts().failed ?? -1;
}

/** Puts a whole file in place of another, as a careful writer does. */
function replace(name: string, image: Buffer): void {
  writeFileSync(at(`${name}.part`), image);
  renameSync(at(`${name}.part`), at(name));
}

describe("P35: a later success takes an earlier failure back", () => {
  test("when an upload that was broken off is completed", async () => {
    await using service = await startCollector();
    const watch = new Watch(service.url);
    writeFileSync(at("a.jpg"), IMAGE.subarray(0, HALF));
    await watch.hasSettled("a.jpg", "failed");
    appendFileSync(at("a.jpg"), IMAGE.subarray(HALF));
    await watch.hasSettled("a.jpg", "delivered");
    const summary = await watch.end();
    expect(summary).toMatchObject({ landed: 2, delivered: 1, failed: 0, skipped: 1 });
    expect(summary).toMatchObject({ failures: [], failedImages: null, previouslyFailed: 0 });
    expect([exitCodeOfRun(summary), summary.complete]).toEqual([0, true]);
    expect(watch.withdrawn).toEqual(["a.jpg"]);
    expect(await failedOnRecord(summary)).toBe(0);
  });

  test("when a rejected file is rewritten or replaced, and at whichever service it had failed", async () => {
    const sizes = new Set<number | undefined>([IMAGE.length]);
    const answer: Parameters<typeof startCollector>[0] = {
      answer: ({ parts }) => (sizes.has(parts[0]?.bytes.length) ? { status: 422 } : {}),
    };
    await using one = await startCollector(answer);
    await using two = await startCollector(answer);
    const failedImages = join(home.path, "failed");
    const watch = new Watch([one.url, two.url], { onFailure: `copy-to=${failedImages}` });
    for (const name of ["rewritten.jpg", "replaced.jpg", "stays.jpg"]) {
      replace(name, IMAGE);
      await watch.hasSettled(name, "failed");
    }
    writeFileSync(at("rewritten.jpg"), frameImage(2, 9));
    replace("replaced.jpg", frameImage(3, 9));
    await watch.hasSettled("rewritten.jpg", "delivered");
    await watch.hasSettled("replaced.jpg", "delivered");
    const summary = await watch.end();
    expect(summary).toMatchObject({ landed: 5, delivered: 2, failed: 1, skipped: 2, pending: 0 });
    expect(summary.failures).toMatchObject([{ count: 1, examples: ["stays.jpg"] }]);
    const failedAt = summary.services.map(({ failed }) => failed);
    expect(failedAt.reduce((sum, failed) => sum + failed, 0)).toBe(1);
    expect(exitCodeOfRun(summary)).toBe(3);
    expect(await failedOnRecord(summary)).toBe(1);
    // Copies are for somebody to look at: they stay.
    expect(existsSync(join(failedImages, "replaced.jpg.json"))).toBe(true);
  });

  test("and a later failure takes its place, so that each file counts once", async () => {
    await using service = await startCollector({ answer: () => ({ status: 422 }) });
    const watch = new Watch(service.url);
    for (const seed of [1, 2, 3]) {
      replace("a.jpg", frameImage(seed, 6 + seed));
      await watch.hasSettled("a.jpg", "failed", seed);
    }
    const summary = await watch.end();
    expect(summary).toMatchObject({ landed: 3, failed: 1, skipped: 2, previouslyFailed: 0 });
    expect(await failedOnRecord(summary)).toBe(1);
  });

  test("but not when the file is taken away: then it stays failed", async () => {
    await using service = await startCollector();
    const watch = new Watch(service.url);
    writeFileSync(at("a.jpg"), IMAGE.subarray(0, HALF));
    await watch.hasSettled("a.jpg", "failed");
    rmSync(at("a.jpg"));
    const summary = await watch.end();
    expect(summary).toMatchObject({ landed: 1, failed: 1, skipped: 0 });
    expect([watch.withdrawn, exitCodeOfRun(summary)]).toEqual([[], 3]);
  });

  test("in the run that finds whole what failed in an earlier one", async () => {
    await using service = await startCollector({
      answer: ({ parts }) => (parts[0]?.bytes.length === IMAGE.length ? { status: 422 } : {}),
    });
    replace("a.jpg", IMAGE);
    const first = new Watch(service.url);
    await first.hasSettled("a.jpg", "failed");
    await first.end();
    rmSync(at("DONE"));
    const second = new Watch(service.url);
    await second.hasSettled("a.jpg", "failed");
    replace("a.jpg", frameImage(2, 9));
    await second.hasSettled("a.jpg", "delivered");
    const summary = await second.end();
    expect(summary).toMatchObject({ landed: 2, delivered: 1, failed: 0, skipped: 1 });
    expect([summary.complete, service.requestCount]).toEqual([true, 2]);
  });
});
