import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import { Backlog } from "../../src/watcher/listing-backlog.ts";
import { FolderTree } from "../../src/watcher/folder-tree.ts";
import { ListedFolders } from "../../src/watcher/listed-folders.ts";
import { SeenFiles } from "../../src/watcher/seen-files.ts";
import { TimedListings } from "../../src/watcher/timed-listings.ts";
import { UnreadableFolders } from "../../src/watcher/unreadable-folders.ts";
import type { LandedFile } from "../../src/watcher/watcher.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

const RESCAN_MS = 30_000;
/** Folders are listed long after they were made. */
const LATER_MS = 60_000;
const VERSION = { byteLength: 1, modifiedAtMs: 1 };

/** The listings of a real folder, on a clock that is moved by hand. */
class Bench implements Disposable {
  readonly events: RunEvent[] = [];
  readonly seen = new SeenFiles();
  readonly lookedAt: string[] = [];
  readonly tree: FolderTree;
  readonly unreadable = new UnreadableFolders(
    (folder) => folder,
    () => {},
  );
  readonly timed: TimedListings;
  /** Folders are taken to have exact times, wherever the test runs. */
  readonly listed: ListedFolders = new ListedFolders(
    (folder) => this.tree.statsOf(folder),
    () => true,
  );
  heardCount = 0;
  readonly #backlog: Backlog;

  constructor(root: string, { poll }: { readonly poll: boolean }) {
    const options = { depth: 5, poll, isWantedFolder: () => true };
    const ignore = (): void => {};
    const silent = {
      onEntryEvent: ignore,
      onFolderEvent: ignore,
      onUnseen: ignore,
      onUnwatchable: ignore,
    };
    this.tree = new FolderTree(root, options, silent);
    this.tree.attach("");
    this.#backlog = new Backlog(root, "listed", {
      isWanted: (path, isThorough) => isThorough || !this.seen.has(path),
      onProgress: () => {},
      onBegin: (folder) => this.listed.begin(folder, Date.now() + LATER_MS),
      onListed: (folder, error) => {
        this.listed.end(folder, error === null);
        if (error !== null) this.timed.folderNotListed();
      },
    });
    const { tree, seen, unreadable } = this;
    const lookAt = (path: string): void => void this.lookedAt.push(path);
    const heardCount = (): number => this.heardCount;
    const backlog = this.#backlog;
    const things = { tree, seen, unreadable, backlog, listed: this.listed, heardCount, lookAt };
    this.timed = new TimedListings(RESCAN_MS, 0, things, (event) => this.events.push(event));
  }

  /** Lets listings begin that are due, and goes through all that they list, which takes no time on its clock. */
  async advance(nowMs: number): Promise<readonly string[]> {
    const { spentMs } = this.#backlog;
    const listed: string[] = [];
    this.timed.advance(nowMs);
    while (this.#backlog.isBusy) {
      const entry = this.#backlog.take();
      if (entry === undefined) await nextTurn();
      else listed.push(entry.path);
    }
    this.#backlog.spentMs = spentMs;
    return listed.toSorted();
  }

  /** The listing that is under way has taken so long. */
  spend(durationMs: number): void {
    this.#backlog.spentMs += durationMs;
  }

  [Symbol.dispose](): void {
    this.tree[Symbol.dispose]();
  }
}

function landed(modifiedAtMs: number): LandedFile {
  const version = { byteLength: 1, modifiedAtMs, device: 0, inode: 0 };
  return { path: "/a", relativePath: "a", ...version, landedAtMs: 0, defect: null };
}

describe("a rescan of a watcher", () => {
  test("lists every folder when it is due, with what is known already", async () => {
    await using folder = await temporaryFolder();
    mkdirSync(join(folder.path, "b"));
    for (const name of ["1", "2", "b/3"]) writeFileSync(join(folder.path, name), "");
    using bench = new Bench(folder.path, { poll: false });
    bench.tree.attach("b");
    bench.seen.remember("1", VERSION, 1);
    expect(await bench.advance(RESCAN_MS - 1)).toEqual([]);
    expect(await bench.advance(RESCAN_MS)).toEqual(["1", "2", "b", "b/3"]);
    expect(await bench.advance(RESCAN_MS + 1)).toEqual([]);
    expect(await bench.advance(2 * RESCAN_MS + 1)).toEqual(["1", "2", "b", "b/3"]);
  });

  test("counts the files that only it has found, but none so new that its event may be on the way", async () => {
    await using folder = await temporaryFolder();
    using bench = new Bench(folder.path, { poll: false });
    bench.timed.fileFound(landed(0));
    await bench.advance(RESCAN_MS);
    for (const ageMs of [10_000, 5000, 0]) bench.timed.fileFound(landed(Date.now() - ageMs));
    await bench.advance(RESCAN_MS + 1);
    bench.timed.fileFound(landed(0));
    await bench.advance(2 * RESCAN_MS + 1);
    await bench.advance(2 * RESCAN_MS + 2);
    expect(bench.events).toEqual([{ type: "missedFilesFound", count: 2 }]);
  });

  test("forgets the files that it did not come across", async () => {
    await using folder = await temporaryFolder();
    using bench = new Bench(folder.path, { poll: false });
    for (const name of ["stays", "gone"]) bench.seen.remember(name, VERSION, 1);
    await bench.advance(RESCAN_MS);
    bench.seen.compare("stays", VERSION, 1);
    bench.seen.remember("new", VERSION, 1);
    await bench.advance(RESCAN_MS + 1);
    expect(["stays", "gone", "new"].filter((name) => bench.seen.has(name))).toEqual([
      "stays",
      "new",
    ]);
  });

  test("in which a folder could not be listed forgets nothing", async () => {
    await using folder = await temporaryFolder();
    mkdirSync(join(folder.path, "b"));
    using bench = new Bench(folder.path, { poll: false });
    bench.tree.attach("b");
    bench.seen.remember("b/1", VERSION, 1);
    rmSync(join(folder.path, "b"), { recursive: true });
    await bench.advance(RESCAN_MS);
    await bench.advance(RESCAN_MS + 1);
    expect(bench.seen.has("b/1")).toBe(true);
    await bench.advance(2 * RESCAN_MS + 1);
    await bench.advance(2 * RESCAN_MS + 2);
    expect(bench.seen.has("b/1")).toBe(false);
  });
});

describe("a rescan after one that took long", () => {
  const SECOND_MS = 2 * RESCAN_MS + 1;
  const THIRD_MS = 3 * RESCAN_MS + 2;

  /** So that a folder gets another time than at its listing. */
  const tick = async (): Promise<void> => await sleep(20);

  /** A folder with `1` and `b/2`, both known, after a rescan that took a second. */
  async function rescanned(root: string): Promise<Bench> {
    mkdirSync(join(root, "b"));
    for (const name of ["1", "b/2"]) writeFileSync(join(root, name), "");
    const bench = new Bench(root, { poll: false });
    bench.tree.attach("b");
    for (const name of ["1", "b", "b/2"]) bench.seen.remember(name, VERSION, 1);
    expect(await bench.advance(RESCAN_MS)).toEqual(["1", "b", "b/2"]);
    for (const name of ["1", "b", "b/2"]) bench.seen.compare(name, VERSION, 1);
    bench.spend(1000);
    expect(await bench.advance(RESCAN_MS + 1)).toEqual([]);
    await tick();
    return bench;
  }

  test("lists the folders whose names have changed, for new names, and no others", async () => {
    await using folder = await temporaryFolder();
    using bench = await rescanned(folder.path);
    expect(await bench.advance(SECOND_MS)).toEqual([]);
    writeFileSync(join(folder.path, "b/new"), "");
    expect(await bench.advance(THIRD_MS)).toEqual(["b/new"]);
    await bench.advance(THIRD_MS + 1);
    bench.seen.remember("b/new", VERSION, 1);
    expect(await bench.advance(THIRD_MS + RESCAN_MS + 1)).toEqual([]);
  });

  test("looks at everything again when that costs a small share of the time, and forgets what is gone", async () => {
    await using folder = await temporaryFolder();
    using bench = await rescanned(folder.path);
    rmSync(join(folder.path, "1"));
    await bench.advance(SECOND_MS);
    await bench.advance(SECOND_MS + 1);
    expect(bench.seen.has("1")).toBe(true);
    expect(await bench.advance(RESCAN_MS + 500_001)).toEqual(["b", "b/2"]);
    for (const name of ["b", "b/2"]) bench.seen.compare(name, VERSION, 1);
    await bench.advance(RESCAN_MS + 500_002);
    expect(bench.seen.has("1")).toBe(false);
  });

  test("looks at everything when as many events came as the system keeps, for it may have dropped some", async () => {
    await using folder = await temporaryFolder();
    using bench = await rescanned(folder.path);
    bench.heardCount += 1_000_000_000;
    expect(await bench.advance(SECOND_MS)).toEqual(["1", "b", "b/2"]);
    await bench.advance(SECOND_MS + 1);
    expect(await bench.advance(SECOND_MS + 2)).toEqual([]);
  });

  test("looks at everything at once when it has found a file that no event had told of", async () => {
    await using folder = await temporaryFolder();
    using bench = await rescanned(folder.path);
    writeFileSync(join(folder.path, "new"), "");
    expect(await bench.advance(SECOND_MS)).toEqual(["new"]);
    bench.timed.fileFound(landed(0));
    expect(await bench.advance(SECOND_MS + 1)).toEqual(["1", "b", "b/2", "new"]);
    await bench.advance(SECOND_MS + 2);
    expect(bench.events).toEqual([{ type: "missedFilesFound", count: 1 }]);
  });
});

describe("a poll of a watcher", () => {
  test("leaves out a folder whose names are those of its last listing", async () => {
    await using folder = await temporaryFolder();
    writeFileSync(join(folder.path, "1"), "");
    using bench = new Bench(folder.path, { poll: true });
    expect(await bench.advance(1000)).toEqual(["1"]);
    expect(await bench.advance(1001)).toEqual([]);
    expect(await bench.advance(2001)).toEqual([]);
    await sleep(20);
    writeFileSync(join(folder.path, "2"), "");
    expect(await bench.advance(3001)).toEqual(["1", "2"]);
  });

  test("lists folders without events for new names, once a second", async () => {
    await using folder = await temporaryFolder();
    for (const name of ["1", "2"]) writeFileSync(join(folder.path, name), "");
    using bench = new Bench(folder.path, { poll: true });
    bench.seen.remember("1", VERSION, 1);
    expect(await bench.advance(999)).toEqual([]);
    expect(await bench.advance(1000)).toEqual(["2"]);
    expect(await bench.advance(1001)).toEqual([]);
    bench.seen.remember("2", VERSION, 1);
    writeFileSync(join(folder.path, "3"), "");
    expect(await bench.advance(RESCAN_MS - 1)).toEqual(["3"]);
    expect(bench.events).toEqual([]);
  });

  test("leaves out folders with events, but not those that could not be listed", async () => {
    await using folder = await temporaryFolder();
    mkdirSync(join(folder.path, "b"));
    for (const name of ["1", "b/2"]) writeFileSync(join(folder.path, name), "");
    using bench = new Bench(folder.path, { poll: false });
    bench.tree.attach("b");
    expect(await bench.advance(1000)).toEqual([]);
    bench.unreadable.note("b", Object.assign(new Error("no"), { code: "EACCES" }));
    expect(await bench.advance(2000)).toEqual(["b/2"]);
    bench.unreadable.clear("b");
    expect(await bench.advance(2001)).toEqual([]);
    expect(await bench.advance(9000)).toEqual([]);
  });

  test("has another look at a folder that nobody could look at, and that is not known therefore", async () => {
    await using folder = await temporaryFolder();
    using bench = new Bench(folder.path, { poll: false });
    bench.unreadable.note("c", Object.assign(new Error("no"), { code: "EIO" }));
    expect(await bench.advance(1000)).toEqual([]);
    expect(bench.lookedAt).toEqual(["c"]);
  });
});
