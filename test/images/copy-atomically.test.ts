import { chmodSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { copyAtomically } from "../../src/images/copy-atomically.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { landedFrame } from "../support/frames/landed-frame.ts";

test.each(["linux", "win32"] as const)(
  "a copy of a read-only image is flushed and gets its time on %s",
  async (platform) => {
    await using folder = await temporaryFolder();
    mkdirSync(join(folder.path, "in"));
    const frame = landedFrame(join(folder.path, "in"), "a.jpg", "image", 1_700_000_000_000);
    chmodSync(frame.path, 0o444);
    const to = join(folder.path, "a.jpg");
    await copyAtomically(
      frame,
      { from: frame.path, partial: join(folder.path, "b"), to },
      platform,
    );
    expect(readFileSync(to, "utf8")).toBe("image");
    expect(statSync(to).mtimeMs).toBe(1_700_000_000_000);
    // Windows only flushes what may be written.
    expect((statSync(to).mode & 0o200) > 0).toBe(platform === "win32");
  },
);
