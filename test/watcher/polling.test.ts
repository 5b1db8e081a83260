import { mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameImage } from "../../fixtures/programs/frame-image.mjs";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { WatchCommand } from "../support/program/watch-command.ts";
import { WatchedFolder } from "../support/stages/watched-folder.ts";

const IMAGE = frameImage(1, 6);

/** Whether a process has asked for events at all. */
function hasInotify(pid: number): boolean {
  return readdirSync(`/proc/${pid}/fd`).some((descriptor) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${descriptor}`).includes("inotify");
    } catch {
      return false;
    }
  });
}

test("with --poll, what lands is found without any event", async () => {
  await using folder = await temporaryFolder();
  writeFileSync(join(folder.path, "old.jpg"), frameImage(1));
  await using polling = await WatchCommand.start(folder.path, { words: ["--poll"] });
  await using hearing = await WatchCommand.start(folder.path);
  await expect.poll(() => polling.names).toEqual(["old.jpg"]);
  await expect.poll(() => hearing.names).toEqual(["old.jpg"]);
  expect([hasInotify(polling.pid), hasInotify(hearing.pid)]).toEqual([false, true]);
  writeFileSync(join(folder.path, "new.jpg"), frameImage(2));
  await expect.poll(() => polling.names).toEqual(["old.jpg", "new.jpg"]);
  expect(hasInotify(polling.pid)).toBe(false);
});

test("polling finds new folders, folders made anew, growing and rewritten files", async () => {
  await using folder = await temporaryFolder();
  const at = (path: string): string => join(folder.path, path);
  await using watched = await WatchedFolder.start(folder.path, { poll: true, rescanMs: 1500 });
  const untilSeen = async (paths: readonly string[]): Promise<void> =>
    await expect.poll(() => watched.paths).toEqual(paths);
  mkdirSync(at("a/b"), { recursive: true });
  writeFileSync(at("a/b/1.jpg"), frameImage(1));
  await untilSeen(["a/b/1.jpg"]);

  rmSync(at("a"), { recursive: true });
  mkdirSync(at("a/b"), { recursive: true });
  writeFileSync(at("a/b/2.jpg"), frameImage(2));
  await untilSeen(["a/b/1.jpg", "a/b/2.jpg"]);

  writeFileSync(at("a/grows.jpg"), IMAGE.subarray(0, 1000));
  await expect.poll(() => watched.watcher.isQuiet).toBe(false);
  writeFileSync(at("a/grows.jpg"), IMAGE);
  await untilSeen(["a/b/1.jpg", "a/b/2.jpg", "a/grows.jpg"]);

  writeFileSync(at("a/b/2.jpg"), IMAGE);
  await untilSeen(["a/b/1.jpg", "a/b/2.jpg", "a/grows.jpg", "a/b/2.jpg"]);
  renameSync(at("a"), at("c"));
  await expect.poll(() => watched.paths.slice(4).toSorted()).toEqual(["c/b/2.jpg", "c/grows.jpg"]);
});
