import { closeSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { frameImage } from "../../../fixtures/programs/frame-image.mjs";
import { systemClock } from "../../../src/core/concurrency/clock.ts";
import { FolderWatcher } from "../../../src/watcher/folder-watcher.ts";
import { WATCHED } from "../../support/stages/watched-folder.ts";

/**
 * Watches a folder while every descriptor of this process is taken, gives them back, and prints what
 * was told and handed out: first of what was there, then of a file that landed while all were taken.
 */
const [, , folder = "."] = process.argv;
const warnings: string[] = [];
const names: string[] = [];
const watcher = new FolderWatcher(folder, { ...WATCHED, depth: 3 }, systemClock, (event) => {
  if (event.type === "warningRaised") warnings.push(event.message);
});
const ending = new AbortController();

await watcher.ready(ending.signal);
let taken = takeAll();
const reading = (async () => {
  for await (const { relativePath } of watcher.files(new Promise(() => {}), ending.signal))
    names.push(relativePath);
})();
await until(() => warnings.length > 0);
giveBack();
await until(() => names.length === 50);

const spare = openSync("/dev/null", "r");
taken = takeAll();
closeSync(spare);
writeFileSync(join(folder, "late.jpg"), frameImage(1));
taken = [...taken, ...takeAll()];
await sleep(300);
const early = [...names];
giveBack();
await until(() => names.length > 50);
ending.abort();
await reading;
process.stdout.write(JSON.stringify({ warnings, names: early, lateNames: names.slice(50) }));
await watcher[Symbol.asyncDispose]();

function takeAll(): number[] {
  const descriptors: number[] = [];
  try {
    while (true) descriptors.push(openSync("/dev/null", "r"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EMFILE") throw error;
  }
  return descriptors;
}

function giveBack(): void {
  for (const descriptor of taken) closeSync(descriptor);
}

async function until(isTrue: () => boolean): Promise<void> {
  while (!isTrue()) await sleep(20);
}
