import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { systemClock } from "../../src/core/concurrency/clock.ts";
import { untilFile } from "../../src/producer/until-file.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

const never = new AbortController().signal;

test("the wait for a file ends where the file is there, even as a link that leads nowhere", async () => {
  await using folder = await temporaryFolder();
  writeFileSync(join(folder.path, "DONE"), "");
  symlinkSync("nowhere", join(folder.path, "LINK"));
  await untilFile(join(folder.path, "DONE"), systemClock, never);
  await untilFile(join(folder.path, "LINK"), systemClock, never);
});

test("the wait for a file ends when it comes, also in a folder that comes later", async () => {
  await using folder = await temporaryFolder();
  const path = join(folder.path, "later", "DONE");
  let isOver = false;
  const waiting = untilFile(path, systemClock, never).then(() => (isOver = true));
  await new Promise((resolve) => setTimeout(resolve, 250));
  expect(isOver).toBe(false);
  mkdirSync(join(folder.path, "later"));
  writeFileSync(path, "");
  await waiting;
});

test("the wait for a file ends at an abort", async () => {
  await untilFile("/nowhere/DONE", systemClock, AbortSignal.timeout(50));
});

test("P36: the wait for a file with a name that no file can have is an error, for it would never end", async () => {
  const path = `/tmp/${"n".repeat(300)}`;
  await expect(untilFile(path, systemClock, new AbortController().signal)).rejects.toMatchObject({
    code: "ERR_OPTION",
    message: expect.stringContaining("too long"),
  });
});
