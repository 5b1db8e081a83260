import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { smallDisk, whyNoSmallDisk } from "./small-disk.ts";

test("a small disk is soon full, may grow, and is gone afterwards", async (context) => {
  const reason = await whyNoSmallDisk();
  if (reason !== undefined) context.skip(reason);
  const disk = await smallDisk(256 * 1024);
  const fill = (): Promise<void> => writeFile(join(disk.path, "file"), Buffer.alloc(400 * 1024));
  await expect(fill()).rejects.toMatchObject({ code: "ENOSPC" });
  await disk.resize(1024 * 1024);
  await fill();
  await disk[Symbol.asyncDispose]();
  expect(existsSync(disk.path)).toBe(false);
});

test("a small disk that cannot be mounted has its reason in a sentence", async () => {
  expect((await whyNoSmallDisk()) ?? "A small disk can be mounted").toMatch(/^A small disk /u);
});
