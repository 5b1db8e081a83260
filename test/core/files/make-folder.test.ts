import { mkdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { claimPage } from "../../../src/app/paths/tune-page-file.ts";
import { makeFolder } from "../../../src/core/files/make-folder.ts";
import { TargetFolder } from "../../../src/images/target-folder.ts";
import { openLedger } from "../../../src/ledger/open-ledger.ts";
import { SourceLocks } from "../../../src/ledger/source-locks.ts";
import { ResultsFile } from "../../../src/results/results-file.ts";
import { openKeptFolder, openSpool } from "../../../src/slicer/frames-folder.ts";
import { landedFrame } from "../../support/frames/landed-frame.ts";
import { whyNoBindMount } from "../../support/files/bind-mount.ts";
import { mountTmpfs } from "../../support/files/mounted-tmpfs.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";

let home: TemporaryFolder;
beforeEach(async () => {
  home = await temporaryFolder();
});
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

describe("a folder that can be made", () => {
  test("is made with those above it, the topmost of which is returned", async () => {
    const path = join(home.path, "a", "b", "c");
    expect(await makeFolder(path, 0o700)).toBe(join(home.path, "a"));
    expect((await stat(path)).mode & 0o777).toBe(0o700);
    expect((await stat(join(home.path, "a"))).mode & 0o777).toBe(0o700);
    expect(await makeFolder(path)).toBeNull();
  });

  test("may be made by several at once", async () => {
    const path = join(home.path, "a", "b", "c");
    await Promise.all(Array.from({ length: 8 }, () => makeFolder(path)));
    expect((await stat(path)).isDirectory()).toBe(true);
  });

  test("may lie behind a link", async () => {
    await mkdir(join(home.path, "real"));
    await symlink(join(home.path, "real"), join(home.path, "link"));
    await makeFolder(join(home.path, "link", "a"));
    expect((await stat(join(home.path, "real", "a"))).isDirectory()).toBe(true);
  });
});

describe.runIf(process.platform === "linux")(
  "a folder that cannot be made is an error at once",
  () => {
    test.each([
      ["/proc/x", "ENOENT", "nothing can be made in /proc"],
      ["/proc/x/y/z", "ENOENT", "nothing can be made in /proc"],
      ["/dev/null", "ENOTDIR", "/dev/null is not a folder"],
      ["/dev/null/x", "ENOTDIR", "/dev/null is not a folder"],
      [`/tmp/${"x".repeat(300)}/y`, "ENAMETOOLONG", "name too long"],
      [`/tmp/${"x/".repeat(3000)}y`, "ENAMETOOLONG", "name too long"],
    ])("%.20s: %s", async (path, code, words) => {
      await expect(makeFolder(path)).rejects.toMatchObject({
        code,
        message: expect.stringContaining(words),
      });
    });

    test("in /sys", async () => {
      await expect(makeFolder("/sys/x")).rejects.toMatchObject({
        message: expect.stringContaining("/sys/x"),
      });
    });

    test("below a file, which is named", async () => {
      await writeFile(join(home.path, "file"), "");
      await expect(makeFolder(join(home.path, "file", "a", "b"))).rejects.toMatchObject({
        code: "ENOTDIR",
        message: `${join(home.path, "file")} is not a folder`,
      });
    });

    test.each(["link", "link/a/b"])("where a link leads nowhere: %s", async (path) => {
      await symlink(join(home.path, "missing"), join(home.path, "link"));
      await expect(makeFolder(join(home.path, path))).rejects.toMatchObject({
        code: "EEXIST",
        message: `${join(home.path, "link")} is a broken link`,
      });
    });

    test.skipIf(whyNoBindMount())("on a disk that may only be read", async () => {
      using _ = mountTmpfs(join(home.path, "disk"), "ro");
      await expect(makeFolder(join(home.path, "disk", "a", "b"))).rejects.toMatchObject({
        code: "EROFS",
        message: `read-only file system, ${join(home.path, "disk", "a")}`,
      });
    });

    test.skipIf(whyNoBindMount())("on a disk that is full", async () => {
      using _ = mountTmpfs(join(home.path, "disk"), "nr_inodes=2");
      await expect(makeFolder(join(home.path, "disk", "a", "b"))).rejects.toMatchObject({
        code: "ENOSPC",
        message: `no space left on device, ${join(home.path, "disk", "a", "b")}`,
      });
    });
  },
);

describe.runIf(process.platform === "linux")(
  "an attempt to make a folder that cannot be made says so, and why",
  () => {
    const video = { kind: "video", paths: ["/tmp/clip.mp4"] } as const;
    test.each([
      ["a ledger", async () => void (await openLedger("/proc/x/jobs/a"))],
      [
        "a lock",
        async () => void (await SourceLocks.acquire("/proc/x", { source: video, service: "a" })),
      ],
      ["results", async () => void (await ResultsFile.open("/proc/x/results.jsonl"))],
      ["a page", async () => void (await claimPage("/proc/x/tune.html"))],
      ["frames", async () => void (await openKeptFolder("/proc/x", null))],
      ["a spool", async () => void (await openSpool("/proc/x", 0, () => () => false))],
    ])("for %s", async (_, open) => {
      await expect(open()).rejects.toMatchObject({
        code: "ERR_FOLDER_UNUSABLE",
        kind: "environment",
        message: expect.stringMatching(/\/proc\/x.*nothing can be made in \/proc$/u),
        remedy: expect.stringMatching(/`\w+`/u),
      });
    });

    test("for a folder for images", async () => {
      const goal = new TargetFolder("/proc/x");
      const frame = landedFrame(home.path, "a.jpg");
      const put = (): Promise<void> => Promise.reject(new Error("it must not come to this"));
      await expect(goal.put(frame, put)).rejects.toThrow("nothing can be made in /proc");
    });
  },
);
