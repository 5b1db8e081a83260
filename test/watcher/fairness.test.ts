import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { systemClock } from "../../src/core/concurrency/clock.ts";
import { FolderWatcher } from "../../src/watcher/folder-watcher.ts";
import { memoryFolder } from "../support/files/memory-folder.ts";
import { WATCHED } from "../support/stages/watched-folder.ts";

const OLD_COUNT = 700;
const LIVE_COUNT = 100;
const options = { ...WATCHED, arrivesWhole: true };

test.each(["listed", "oldest"] as const)(
  "a new file does not wait for the backlog, taken in the order %s, nor the backlog for new files",
  async (order) => {
    await using folder = await memoryFolder();
    for (let index = 0; index < OLD_COUNT; index += 1)
      writeFileSync(join(folder.path, `old-${index}.jpg`), "x");
    await using watcher = new FolderWatcher(
      folder.path,
      { ...options, order },
      systemClock,
      () => {},
    );
    const ending = new AbortController();
    await watcher.ready(ending.signal);
    const places: number[] = [];
    let oldCount = 0;
    let liveCount = 0;
    for await (const { relativePath } of watcher.files(new Promise(() => {}), ending.signal)) {
      if (relativePath.startsWith("old")) oldCount += 1;
      else places.push(oldCount);
      if (oldCount >= 100 && liveCount < LIVE_COUNT) {
        writeFileSync(join(folder.path, `live-${liveCount}.jpg`), "x");
        liveCount += 1;
      }
      // A reader that lets events in, as one does that waits for the queue.
      await nextTurn();
      if (places.length === LIVE_COUNT || oldCount === OLD_COUNT) break;
    }
    // All new files came long before the end of the backlog, in between some of the old ones.
    expect(places).toHaveLength(LIVE_COUNT);
    expect(places.at(-1)).toBeLessThan(OLD_COUNT - 200);
    expect(new Set(places).size).toBeGreaterThan(10);
  },
);
