import { mkdirSync, renameSync, unlinkSync, writeFileSync } from "node:fs";
import { mkdir, rm, stat, symlink, unlink, utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Clock, systemClock } from "../../src/core/concurrency/clock.ts";
import { FolderWatcher } from "../../src/watcher/folder-watcher.ts";
import type { LandedFile } from "../../src/watcher/watcher.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

const MAX_HINTS = 1024;
const BURST = 3000;
const never = new AbortController().signal;
const isJpg = (name: string): boolean => /^frame_\d+\.jpg$/.test(name);
const nameOf = (index: number): string => `frame_${String(index).padStart(8, "0")}.jpg`;

/** Lands whole under its final name, as ffmpeg and any careful writer does. */
function land(folder: string, name: string, content = name): void {
  const temporary = join(folder, `${name}.tmp`);
  writeFileSync(temporary, content);
  renameSync(temporary, join(folder, name));
}

function landMany(folder: string, from: number, to: number): void {
  for (let index = from; index < to; index += 1) land(folder, nameOf(index));
}

const namesUpTo = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => nameOf(index));

/** Follows a watcher in the background. */
class Reader {
  readonly files: LandedFile[] = [];
  isEnded = false;
  readonly ended: Promise<void>;
  readonly #writer = Promise.withResolvers<void>();

  constructor(watcher: FolderWatcher, signal: AbortSignal = never) {
    this.ended = this.#read(watcher, signal).finally(() => (this.isEnded = true));
    this.ended.catch(() => {});
  }

  /** Says that the writer has ended, and waits for the watcher's end. */
  async finish(): Promise<readonly string[]> {
    this.#writer.resolve();
    await this.ended;
    return this.names;
  }

  /** The same for a writer that failed. */
  async fail(): Promise<readonly string[]> {
    this.#writer.reject(new Error("the writer failed"));
    await this.ended;
    return this.names;
  }

  get names(): readonly string[] {
    return this.files.map(({ relativePath }) => relativePath).toSorted();
  }

  async #read(watcher: FolderWatcher, signal: AbortSignal): Promise<void> {
    for await (const file of watcher.files(this.#writer.promise, signal)) this.files.push(file);
  }
}

/** As a folder is watched that ffmpeg writes into. */
const SLICED = {
  isWanted: isJpg,
  isWantedFolder: () => true,
  depth: 0,
  arrivesWhole: true,
  ignoresPresent: false,
  order: "listed",
  settleMs: 1000,
  rescanMs: 600_000,
  poll: false,
  waitsForFolder: false,
} as const;

function watchFolder(path: string, clock: Clock = systemClock): FolderWatcher {
  return new FolderWatcher(path, SLICED, clock, () => {});
}

describe("files that land", () => {
  test("are seen while the writer goes on, each once, with size and modification time", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const reader = new Reader(watcher);
    const beforeMs = systemClock.nowMs();
    for (let index = 0; index < 20; index += 1) {
      land(folder.path, nameOf(index), "x".repeat(index + 1));
      await expect.poll(() => reader.files.length).toBe(index + 1);
    }
    expect(reader.isEnded).toBe(false);
    for (const file of reader.files) {
      const { size, mtimeMs } = await stat(join(folder.path, file.relativePath));
      expect(file).toMatchObject({ byteLength: size, modifiedAtMs: mtimeMs });
      expect(file.landedAtMs).toBeGreaterThan(beforeMs);
      expect(file.landedAtMs).toBeLessThanOrEqual(systemClock.nowMs());
    }
    expect(await reader.finish()).toEqual(namesUpTo(20));
    expect(reader.files[7]?.byteLength).toBe(8);
  });

  test("before the watcher was there are seen, too", async () => {
    await using folder = await temporaryFolder();
    landMany(folder.path, 0, 10);
    await utimes(join(folder.path, nameOf(3)), 1_000_000, 1_000_000);
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const reader = new Reader(watcher);
    landMany(folder.path, 10, 20);
    expect(await reader.finish()).toEqual(namesUpTo(20));
    const old = reader.files.find(({ relativePath }) => relativePath === nameOf(3));
    expect(old?.modifiedAtMs).toBe(1_000_000_000);
  });

  test("between construction and being ready are seen, too", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    landMany(folder.path, 0, 5);
    const ready = watcher.ready(never);
    landMany(folder.path, 5, 10);
    await ready;
    expect(await new Reader(watcher).finish()).toEqual(namesUpTo(10));
  });

  test("and are no frames are left alone, as are folders and links", async () => {
    await using folder = await temporaryFolder();
    await using outside = await temporaryFolder();
    land(outside.path, "secret");
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const reader = new Reader(watcher);
    for (const name of [
      "notes.txt",
      "frame_1.jpg.tmp",
      "frame_x.jpg",
      "FRAME_1.JPG",
      ".hidden.jpg",
      "frame_1.jpg~",
    ])
      writeFileSync(join(folder.path, name), "x");
    await mkdir(join(folder.path, nameOf(90)));
    mkdirSync(join(folder.path, "below"));
    land(join(folder.path, "below"), nameOf(91));
    await symlink(join(outside.path, "secret"), join(folder.path, nameOf(92)));
    await symlink(nameOf(93), join(folder.path, nameOf(93)));
    land(folder.path, nameOf(0));
    await expect.poll(() => reader.files.length).toBe(1);
    expect(await reader.finish()).toEqual([nameOf(0)]);
  });

  test("by renaming from .tmp are seen under their final name only", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const reader = new Reader(watcher);
    writeFileSync(join(folder.path, `${nameOf(0)}.tmp`), "still being written");
    land(folder.path, nameOf(1));
    await expect.poll(() => reader.names).toEqual([nameOf(1)]);
    renameSync(join(folder.path, `${nameOf(0)}.tmp`), join(folder.path, nameOf(0)));
    await expect.poll(() => reader.names).toEqual([nameOf(0), nameOf(1)]);
    await reader.finish();
  });
});

describe("the end of a watched folder", () => {
  test("comes only after the writer has settled, and after what landed last", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const reader = new Reader(watcher);
    land(folder.path, nameOf(0));
    await expect.poll(() => reader.files.length).toBe(1);
    expect(reader.isEnded).toBe(false);
    // No event can have come for these yet: only a listing finds them in time.
    landMany(folder.path, 1, 200);
    expect(await reader.finish()).toEqual(namesUpTo(200));
    expect(reader.files).toHaveLength(200);
  });

  test("comes at once for a writer that had settled before, with all that it wrote", async () => {
    await using folder = await temporaryFolder();
    landMany(folder.path, 0, 5);
    await using watcher = watchFolder(folder.path);
    expect(await new Reader(watcher).finish()).toEqual(namesUpTo(5));
  });

  test("comes for a writer that failed, too, with all that it wrote", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const reader = new Reader(watcher);
    landMany(folder.path, 0, 50);
    expect(await reader.fail()).toEqual(namesUpTo(50));
  });

  test("comes for an empty folder", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    expect(await new Reader(watcher).finish()).toEqual([]);
  });
});

describe("a burst of files", () => {
  test("beyond what is remembered at once is handed out whole, each file once", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const reader = new Reader(watcher);
    landMany(folder.path, 0, BURST);
    await expect.poll(() => reader.files.length).toBeGreaterThan(MAX_HINTS);
    expect(await reader.finish()).toEqual(namesUpTo(BURST));
    expect(reader.files).toHaveLength(BURST);
  });

  test("behind a slow reader is handed out whole", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const files = watcher.files(Promise.resolve(), never);
    landMany(folder.path, 0, BURST);
    const names = new Set<string>();
    for await (const { relativePath } of files) {
      names.add(relativePath);
      if (names.size % 1000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(names.size).toBe(BURST);
  });

  test("whose files go as soon as they are handed out is handed out whole, each file once", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const writer = Promise.withResolvers<void>();
    const counts = new Map<string, number>();
    const reading = (async () => {
      for await (const { relativePath } of watcher.files(writer.promise, never)) {
        counts.set(relativePath, (counts.get(relativePath) ?? 0) + 1);
        await unlink(join(folder.path, relativePath));
      }
    })();
    for (let index = 0; index < BURST; index += 100) {
      landMany(folder.path, index, index + 100);
      await new Promise((resolve) => setImmediate(resolve));
    }
    writer.resolve();
    await reading;
    expect([...counts.keys()].toSorted()).toEqual(namesUpTo(BURST));
    expect([...counts].filter(([, count]) => count !== 1)).toEqual([]);
  });
});

describe("an abort of a folder watcher", () => {
  test("ends it while it waits", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const controller = new AbortController();
    const reader = new Reader(watcher, controller.signal);
    land(folder.path, nameOf(0));
    await expect.poll(() => reader.files.length).toBe(1);
    controller.abort();
    await reader.ended;
  });

  test("ends it in the middle of a burst", async () => {
    await using folder = await temporaryFolder();
    landMany(folder.path, 0, 50);
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const controller = new AbortController();
    let count = 0;
    for await (const _ of watcher.files(new Promise(() => {}), controller.signal)) {
      count += 1;
      if (count === 10) controller.abort();
    }
    expect(count).toBe(10);
  });

  test("that came first ends it, and its start, at once", async () => {
    await using folder = await temporaryFolder();
    landMany(folder.path, 0, 5);
    await using watcher = watchFolder(folder.path);
    await watcher.ready(AbortSignal.abort());
    const reader = new Reader(watcher, AbortSignal.abort());
    await reader.ended;
    expect(reader.files).toEqual([]);
  });

  test("in the middle of a listing that finds nothing ends it", async () => {
    await using folder = await temporaryFolder();
    // What is no frame makes the listing long enough to be interrupted.
    for (let index = 0; index < 2000; index += 1)
      writeFileSync(join(folder.path, `${index}.txt`), "");
    landMany(folder.path, 0, MAX_HINTS + 50);
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const controller = new AbortController();
    const files = watcher.files(new Promise(() => {}), controller.signal);
    const taken = new Set<string>();
    while (taken.size < MAX_HINTS) taken.add((await files.next()).value?.relativePath ?? "");
    for (const name of namesUpTo(MAX_HINTS + 50))
      if (!taken.has(name)) unlinkSync(join(folder.path, name));
    let isEnded = false;
    const last = files.next().then(({ done }) => (isEnded = done === true));
    await new Promise((resolve) => setImmediate(resolve));
    controller.abort();
    await expect.poll(() => isEnded).toBe(true);
    await last;
  });
});

describe("a folder that changes under the watcher", () => {
  test("and has a file removed before it is handed out goes on", async () => {
    await using folder = await temporaryFolder();
    landMany(folder.path, 0, 10);
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    await unlink(join(folder.path, nameOf(4)));
    const reader = new Reader(watcher);
    land(folder.path, nameOf(10));
    const names = await reader.finish();
    const remaining = namesUpTo(11).filter((name) => name !== nameOf(4));
    expect(names.filter((name) => name !== nameOf(4))).toEqual(remaining);
    expect(new Set(names).size).toBe(names.length);
  });

  test("and has a name removed that lands again has a new frame", async () => {
    await using folder = await temporaryFolder();
    await using watcher = watchFolder(folder.path);
    await watcher.ready(never);
    const reader = new Reader(watcher);
    land(folder.path, nameOf(0), "first");
    await expect.poll(() => reader.files.length).toBe(1);
    await unlink(join(folder.path, nameOf(0)));
    land(folder.path, nameOf(1));
    await expect.poll(() => reader.files.length).toBe(2);
    land(folder.path, nameOf(0), "again, and longer");
    await reader.finish();
    expect(reader.names).toEqual([nameOf(0), nameOf(0), nameOf(1)]);
    expect(reader.files[2]?.byteLength).toBe("again, and longer".length);
  });

  test("and is gone at the end is an error that names it", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "frames");
    await mkdir(path);
    await using watcher = watchFolder(path);
    await watcher.ready(never);
    const reader = new Reader(watcher);
    land(path, nameOf(0));
    await expect.poll(() => reader.files.length).toBe(1);
    await rm(path, { recursive: true });
    await expect(reader.finish()).rejects.toMatchObject({
      code: "ERR_FRAMES_FOLDER_LOST",
      kind: "source",
      message: expect.stringContaining(path),
      remedy: expect.any(String),
    });
  });
});
