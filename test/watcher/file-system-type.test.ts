import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { frameImage } from "../../fixtures/programs/frame-image.mjs";
import { eventReachOf, reachOfType } from "../../src/watcher/file-system-type.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { WatchCommand } from "../support/program/watch-command.ts";

describe("the events of a file system", () => {
  test.each([
    ["NFS", 0x6969],
    ["SMB 1", 0xff534d42],
    // As statfs tells it where the number is a signed one.
    ["SMB 2", 0xfe534d42 - 2 ** 32],
    ["FUSE", 0x65735546],
    ["9p", 0x01021997],
    ["overlay", 0x794c7630],
  ])("of type %s do not show what others change", (_, type) => {
    expect(reachOfType(type)).toBe("local");
  });

  test.each([
    ["ext4", 0xef53],
    ["tmpfs", 0x01021994],
    ["XFS", 0x58465342],
    ["Btrfs", 0x9123683e],
  ])("of type %s show everything", (_, type) => {
    expect(reachOfType(type)).toBe("all");
  });

  test("are trusted where the type is unknown", () => {
    expect(eventReachOf("/proc")).toBe("all");
    expect(eventReachOf("/nowhere/at/all")).toBe("all");
  });
});

describe("a folder on an overlay", () => {
  test("is listed on a timer, for it shows nothing of what is written into its layers", async (context) => {
    await using home = await temporaryFolder();
    const [lower, upper, work, merged] = ["lower", "upper", "work", "merged"].map((name) =>
      join(home.path, name),
    ) as [string, string, string, string];
    for (const path of [lower, upper, work, merged]) mkdirSync(path);
    // In a mount namespace of its own, so that the mount goes with the process.
    const mount = `mount -t overlay overlay -o "lowerdir=${lower},upperdir=${upper},workdir=${work}" ${merged} && exec "$0" "$@"`;
    const launcher = ["unshare", "--mount", "sh", "-c", mount];
    if (spawnSync(launcher[0] ?? "", [...launcher.slice(1), "true"]).status !== 0)
      context.skip("No overlay can be mounted here");
    await using watch = await WatchCommand.start(merged, {
      launch: (line) => [...launcher, ...line],
    });
    writeFileSync(join(upper, "1.jpg"), frameImage(1));
    await expect.poll(() => watch.names).toEqual(["1.jpg"]);
    writeFileSync(join(upper, "2.jpg"), frameImage(2));
    await expect.poll(() => watch.names).toEqual(["1.jpg", "2.jpg"]);
  });
});
