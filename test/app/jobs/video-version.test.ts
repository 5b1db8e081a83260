import { appendFile, open, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { hasGrownFrom, versionOfVideo } from "../../../src/app/jobs/video-version.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const SHORT = 300_000;
/** More than all samples together. */
const LONG = 5_000_000;

/** Its length divides none of the places that are looked at. */
const CONTENT = Buffer.from(Array.from({ length: 251 }, (_, at) => at));

async function overwrite(path: string, at: number): Promise<void> {
  await using file = await open(path, "r+");
  await file.write("another", at);
}

describe.each([SHORT, LONG])("a video of %i bytes", (byteLength) => {
  test.each([
    ["has grown when bytes were added", async () => {}, true],
    [
      "has grown, too, when its header was written anew",
      (path: string) => overwrite(path, 100),
      true,
    ],
    [
      "is another one when its last bytes differ",
      (path: string) => overwrite(path, byteLength - 9),
      false,
    ],
    ["is another one when its first frame differs", (path: string) => overwrite(path, 5000), false],
  ])("%s", async (_, change, hasGrown) => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "clip.ts");
    await writeFile(path, Buffer.alloc(byteLength, CONTENT));
    const version = await versionOfVideo(path, null);
    expect(await hasGrownFrom(path, version)).toBe(false);
    await appendFile(path, "more");
    await change(path);
    expect(await hasGrownFrom(path, version)).toBe(hasGrown);
    await truncate(path, byteLength - 1);
    expect(await hasGrownFrom(path, version)).toBe(false);
  });
});
