import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  isHeldOpen,
  type RenameCalls,
  renameFolderOver,
  renameOver,
} from "../../../src/core/platform/rename-over.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

/** A system that answers a renaming with these codes before it takes one; it counts tries, and notes pauses. */
function refusing(platform: NodeJS.Platform, codes: readonly string[]) {
  const left = [...codes];
  const seen = { tries: 0, pausedMs: 0, removed: [] as string[] };
  const calls: RenameCalls = {
    platform,
    rename: async () => {
      seen.tries += 1;
      const code = left.shift();
      if (code !== undefined) throw Object.assign(new Error(code), { code });
    },
    rmdir: async (path) => {
      seen.removed.push(path);
    },
    sleep: async (ms) => {
      seen.pausedMs += ms;
    },
  };
  return { calls, seen };
}

describe("a file that gets the name of another", () => {
  test("waits on Windows until no other program has that open", async () => {
    const { calls, seen } = refusing("win32", ["EPERM", "EBUSY", "EACCES"]);
    await renameOver("new", "old", calls);
    expect(seen.tries).toBe(4);
    expect(seen.pausedMs).toBeGreaterThan(0);
  });

  test("is an error on Windows after two seconds", async () => {
    const { calls, seen } = refusing("win32", Array<string>(100).fill("EBUSY"));
    await expect(renameOver("new", "old", calls)).rejects.toThrow("EBUSY");
    expect(seen.pausedMs).toBeGreaterThan(1500);
    expect(seen.pausedMs).toBeLessThan(2500);
  });

  test("is an error on Windows at once if it is not there", async () => {
    const { calls, seen } = refusing("win32", ["ENOENT"]);
    await expect(renameOver("new", "old", calls)).rejects.toThrow("ENOENT");
    expect(seen).toMatchObject({ tries: 1, pausedMs: 0 });
  });

  test.each(["linux", "darwin"] as const)("is tried once on %s", async (platform) => {
    const { calls, seen } = refusing(platform, ["EPERM"]);
    await expect(renameOver("new", "old", calls)).rejects.toThrow("EPERM");
    expect(seen).toMatchObject({ tries: 1, pausedMs: 0 });
    expect(isHeldOpen({ code: "EPERM" }, platform)).toBe(false);
    expect(isHeldOpen({ code: "EPERM" }, "win32")).toBe(true);
  });

  test("takes its place on this system", async () => {
    await using folder = await temporaryFolder();
    const [from, to] = [join(folder.path, "new"), join(folder.path, "old")];
    await writeFile(from, "new");
    await writeFile(to, "old");
    await renameOver(from, to);
    expect(await readFile(to, "utf8")).toBe("new");
  });
});

describe("a folder that gets the name of an empty one", () => {
  test("has that removed before on Windows, and nowhere else", async () => {
    const [windows, linux] = [refusing("win32", []), refusing("linux", [])];
    await renameFolderOver("new", "empty", windows.calls);
    await renameFolderOver("new", "empty", linux.calls);
    expect([windows.seen.removed, linux.seen.removed]).toEqual([["empty"], []]);
  });

  test("needs none to be there on Windows, and removes none that is filled", async () => {
    const { calls, seen } = refusing("win32", []);
    const failing = (code: string): RenameCalls["rmdir"] => {
      return async () => {
        throw Object.assign(new Error(code), { code });
      };
    };
    await renameFolderOver("new", "none", { ...calls, rmdir: failing("ENOENT") });
    expect(seen.tries).toBe(1);
    const filled = renameFolderOver("new", "full", { ...calls, rmdir: failing("ENOTEMPTY") });
    await expect(filled).rejects.toThrow("ENOTEMPTY");
    expect(seen.tries).toBe(1);
  });

  test("takes its place on this system", async () => {
    await using folder = await temporaryFolder();
    const [from, to] = [join(folder.path, "new"), join(folder.path, "empty")];
    await mkdir(from);
    await mkdir(to);
    await writeFile(join(from, "a.txt"), "a");
    await renameFolderOver(from, to);
    expect(await readdir(to)).toEqual(["a.txt"]);
  });
});
