import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { frameName } from "../../src/slicer/frame-name.ts";
import { SpoolQuota } from "../../src/slicer/spool-quota.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

test("the size of a spool is that of now, also with few frames and without an update", async () => {
  await using home = await temporaryFolder();
  const folder = { path: home.path, isSpool: true, close: async () => {} };
  const quota = new SpoolQuota(folder, {
    spoolSizeBytes: 1_000_000,
    minFreeBytes: 0,
    firstIndex: 0,
    format: "jpg",
  });
  quota.frameSliced(0);
  expect(quota.spoolBytes).toBe(0);
  writeFileSync(join(home.path, frameName(0, "jpg")), Buffer.alloc(700));
  expect(quota.spoolBytes).toBe(700);
  quota.frameFinished(0, 700);
  expect(quota.spoolBytes).toBe(0);
});
