import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, rename, symlink, truncate, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { basename } from "node:path/posix";
import { describe, expect, test } from "vitest";
import { BodyBuffers } from "../../../src/submitter/image/body-buffers.ts";
import type { ReadFault } from "../../../src/submitter/read-fault.ts";
import { ImageReader, type LoadedImage } from "../../../src/submitter/image/read-image.ts";
import { frameOfFile } from "../../support/samples/sample-frame.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const ROOM = { imageAs: "bytes" as const, maxHeadBytes: 300, maxTailBytes: 40 };
const MEBIBYTE = 1024 * 1024;

function read(folder: string, relativePath: string): Promise<LoadedImage | ReadFault> {
  return new ImageReader(new BodyBuffers(1)).read(frameOfFile(folder, relativePath), ROOM);
}

/** A file whose size is 4096 and which holds less, as if it had been cut after its size was seen. */
const SHRINKING = [
  "/sys/kernel/mm/transparent_hugepage/enabled",
  "/sys/devices/virtual/net/lo/mtu",
].find((path) => existsSync(path));

describe("reading an image", () => {
  test("puts all its bytes into a buffer, with room around them", async () => {
    await using folder = await temporaryFolder();
    const bytes = Buffer.from("an image");
    await mkdir(join(folder.path, "cam"));
    await writeFile(join(folder.path, "cam/a.jpg"), bytes);
    const loaded = (await read(folder.path, "cam/a.jpg")) as LoadedImage;
    expect(loaded.buffer.subarray(loaded.start, loaded.end)).toEqual(bytes);
    expect(loaded.start).toBeGreaterThanOrEqual(ROOM.maxHeadBytes);
    expect(loaded.buffer.length - loaded.end).toBeGreaterThanOrEqual(ROOM.maxTailBytes);
  });

  test("finds a missing file to be a fault with a reason", async () => {
    await using folder = await temporaryFolder();
    expect(await read(folder.path, "gone.jpg")).toEqual({
      readFault: "unreadable",
      reason: "the file vanished before it was sent",
    });
  });

  test("rejects an empty file", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.jpg"), "");
    expect(await read(folder.path, "a.jpg")).toEqual({
      readFault: "unreadable",
      reason: "the file is empty",
    });
  });

  test("rejects a folder with the name of an image", async () => {
    await using folder = await temporaryFolder();
    await mkdir(join(folder.path, "a.jpg"));
    expect(await read(folder.path, "a.jpg")).toEqual({
      readFault: "unreadable",
      reason: "it is not a regular file",
    });
  });

  test("does not follow a symbolic link, not even to a plain file beside it", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "secret.txt"), "secret");
    await symlink(join(folder.path, "secret.txt"), join(folder.path, "a.jpg"));
    await symlink("loop.jpg", join(folder.path, "loop.jpg"));
    expect(await read(folder.path, "a.jpg")).toEqual({
      readFault: "unreadable",
      reason: "it is a symbolic link",
    });
    expect(await read(folder.path, "loop.jpg")).toEqual({
      readFault: "unreadable",
      reason: "it is a symbolic link",
    });
  });

  test.skipIf(process.platform === "win32")(
    "does not hang at a pipe that nobody writes to",
    async () => {
      await using folder = await temporaryFolder();
      execFileSync("mkfifo", [join(folder.path, "a.jpg")]);
      expect(await read(folder.path, "a.jpg")).toEqual({
        readFault: "unreadable",
        reason: "it is not a regular file",
      });
    },
  );

  test.skipIf(process.platform === "win32")("rejects a device", async () => {
    expect(await read("/dev", "zero")).toEqual({
      readFault: "unreadable",
      reason: "it is not a regular file",
    });
  });

  test.skipIf(SHRINKING === undefined)(
    "does not take a file that holds less than it claims for whole (needs Linux's /sys)",
    async () => {
      const path = SHRINKING ?? "";
      expect(await read(dirname(path), basename(path))).toEqual({
        readFault: "changed",
        reason: "the file changed after it had landed",
      });
    },
  );

  test("rejects a file beyond 256 MiB without reading it", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.jpg"), "x");
    await truncate(join(folder.path, "a.jpg"), 256 * MEBIBYTE + 1);
    expect(await read(folder.path, "a.jpg")).toEqual({
      readFault: "unreadable",
      reason: "the file is larger than 256 MiB",
    });
  });

  test.skipIf(process.getuid?.() === 0)(
    "finds a file that this user may not read to be a fault (not as root)",
    async () => {
      await using folder = await temporaryFolder();
      await writeFile(join(folder.path, "a.jpg"), "x");
      await chmod(join(folder.path, "a.jpg"), 0);
      expect(await read(folder.path, "a.jpg")).toEqual({
        readFault: "unreadable",
        reason: "the file may not be read by this user",
      });
    },
  );

  test("finds a path that leads through a file to be a fault with a reason", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.jpg"), "x");
    expect(await read(folder.path, "a.jpg/b.jpg")).toEqual({
      readFault: "unreadable",
      reason: "the file vanished before it was sent",
    });
  });
});

describe("a file that is no longer the one that landed", () => {
  test("is not read when it was rewritten, and the buffer serves again", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.jpg"), "an image");
    const landed = frameOfFile(folder.path, "a.jpg");
    await writeFile(join(folder.path, "a.jpg"), "another image");
    const reader = new ImageReader(new BodyBuffers(1));
    expect(await reader.read(landed, ROOM)).toMatchObject({ readFault: "changed" });
    expect(await reader.read(frameOfFile(folder.path, "a.jpg"), ROOM)).toMatchObject({
      start: 300,
    });
  });

  test("is not read when another file of the same size took its place", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.jpg"), "an image");
    await utimes(join(folder.path, "a.jpg"), 1000, 1000);
    const landed = frameOfFile(folder.path, "a.jpg");
    await writeFile(join(folder.path, "b.jpg"), "no image");
    await rename(join(folder.path, "b.jpg"), join(folder.path, "a.jpg"));
    expect(await read(folder.path, "a.jpg")).toMatchObject({ start: 300 });
    expect(await new ImageReader(new BodyBuffers(1)).read(landed, ROOM)).toMatchObject({
      readFault: "changed",
    });
  });
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe("the reads after a slow one", () => {
  test("go by the thread pool, with the same outcome, and later at once again", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.jpg"), "an image");
    await writeFile(join(folder.path, "slow.jpg"), "");
    // Far more than 10 ms of reading, on any machine.
    await truncate(join(folder.path, "slow.jpg"), 192 * MEBIBYTE);
    const reader = new ImageReader(new BodyBuffers(1));
    const readInBackground = async (relativePath: string, expected: object): Promise<boolean> => {
      // Node lists a request of the thread pool until its callback, which we may be in, returns.
      await nextTurn();
      const reading = reader.read(frameOfFile(folder.path, relativePath), ROOM);
      const isInBackground = process.getActiveResourcesInfo().includes("FSReqCallback");
      expect(await reading).toMatchObject(expected);
      return isInBackground;
    };

    // On a busy machine, any of them may be a slow one, after which others go by the thread pool.
    while (await readInBackground("a.jpg", { start: 300, end: 308 }));
    while (await readInBackground("slow.jpg", { end: 300 + 192 * MEBIBYTE }));
    expect(await readInBackground("a.jpg", { start: 300, end: 308 })).toBe(true);
    expect(
      await readInBackground("gone.jpg", {
        readFault: "unreadable",
        reason: expect.stringContaining("vanished"),
      }),
    ).toBe(true);
    let backgroundCount = 0;
    while (await readInBackground("a.jpg", { end: 308 })) backgroundCount += 1;
    expect(backgroundCount).toBeGreaterThan(10);
  });
});
