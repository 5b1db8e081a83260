import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  closeSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { versionOf } from "../../src/core/files/file-version.ts";
import type { LandedVersion } from "../../src/core/files/landed-file.ts";
import { type FileFinding, examineFile } from "../../src/watcher/examine-file.ts";
import { type TemporaryFolder, temporaryFolder } from "../support/files/temporary-folder.ts";
import { picture } from "../support/frames/pictures.ts";

const isWindows = process.platform === "win32";
const isLinux = process.platform === "linux";

let folder: TemporaryFolder;
let image: Buffer;
beforeAll(async () => {
  folder = await temporaryFolder();
  image = await picture(320, 240).jpeg({ optimiseCoding: false }).toBuffer();
});
afterAll(() => folder[Symbol.asyncDispose]());

const pathOf = (name: string) => join(folder.path, name);

function versionAt(path: string): LandedVersion {
  return versionOf(statSync(path));
}

describe("a look at a file", () => {
  test("says that it is whole, and which version of it is", () => {
    writeFileSync(pathOf("a.jpg"), image);
    expect(examineFile(pathOf("a.jpg"))).toEqual({
      state: "whole",
      version: versionAt(pathOf("a.jpg")),
    });
  });

  test("says why it is not whole, and which version is not", () => {
    writeFileSync(pathOf("half.jpg"), image.subarray(0, 5000));
    const version = versionAt(pathOf("half.jpg"));
    expect(version.byteLength).toBe(5000);
    const reason = "the JPEG has no end mark yet";
    expect(examineFile(pathOf("half.jpg"))).toEqual({ state: "growing", reason, version });
    appendFileSync(pathOf("half.jpg"), image.subarray(5000));
    expect(examineFile(pathOf("half.jpg"))).toEqual({
      state: "whole",
      version: versionAt(pathOf("half.jpg")),
    });
  });

  test("goes by the content, not by the name", async () => {
    const half = (await picture(40, 30).png().toBuffer()).subarray(0, -1);
    writeFileSync(pathOf("picture.txt"), image);
    writeFileSync(pathOf("really-a-png.jpg"), half);
    expect(examineFile(pathOf("picture.txt")).state).toBe("whole");
    expect(examineFile(pathOf("really-a-png.jpg"))).toMatchObject({
      state: "growing",
      reason: "the PNG has no end mark yet",
    });
  });

  test.skipIf(!isLinux)("finds every hole of a file whose blocks come in any order", () => {
    const path = pathOf("holes.jpg");
    const blocks = Math.ceil(image.length / 4096);
    const descriptor = openSync(path, "w");
    ftruncateSync(descriptor, image.length);
    const states: string[] = [];
    for (let turn = 0; turn < blocks; turn += 1) {
      // 5 and the count of blocks have no divisor in common: each block gets its turn.
      const at = ((turn * 5) % blocks) * 4096;
      writeSync(descriptor, image.subarray(at, at + 4096), 0, undefined, at);
      states.push(examineFile(path).state);
      if (turn === 0) expect(statSync(path).blocks * 512).toBeLessThan(image.length);
    }
    closeSync(descriptor);
    expect(blocks % 5).not.toBe(0);
    expect(states.pop()).toBe("whole");
    expect(new Set(states)).toEqual(new Set(["growing"]));
  });
});

describe("a path without a plain file is gone:", () => {
  const GONE: FileFinding = { state: "gone" };

  test("nothing, a folder, a path through a file, an impossible name", () => {
    writeFileSync(pathOf("plain.jpg"), image);
    mkdirSync(pathOf("folder.jpg"));
    expect(examineFile(pathOf("missing.jpg"))).toEqual(GONE);
    expect(examineFile(pathOf("folder.jpg"))).toEqual(GONE);
    expect(examineFile(pathOf("plain.jpg/b.jpg"))).toEqual(GONE);
    expect(examineFile(pathOf("a\0b.jpg"))).toEqual(GONE);
  });

  test.skipIf(isWindows)("a link, whatever it leads to", () => {
    writeFileSync(pathOf("target.jpg"), image);
    symlinkSync("target.jpg", pathOf("link.jpg"));
    symlinkSync("loop.jpg", pathOf("loop.jpg"));
    symlinkSync("nowhere.jpg", pathOf("dangling.jpg"));
    expect(examineFile(pathOf("target.jpg")).state).toBe("whole");
    for (const name of ["link.jpg", "loop.jpg", "dangling.jpg"])
      expect(examineFile(pathOf(name))).toEqual(GONE);
  });

  test.skipIf(isWindows)("a pipe that nobody writes to, a device", () => {
    execFileSync("mkfifo", [pathOf("pipe.jpg")]);
    expect(examineFile(pathOf("pipe.jpg"))).toEqual(GONE);
    expect(examineFile("/dev/zero")).toEqual(GONE);
  });

  test.skipIf(isWindows)("a socket", async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(pathOf("socket.jpg"), resolve));
    expect(examineFile(pathOf("socket.jpg"))).toEqual(GONE);
    await new Promise((resolve) => server.close(resolve));
  });

  test("a file that was there a moment ago", () => {
    writeFileSync(pathOf("brief.jpg"), image);
    expect(examineFile(pathOf("brief.jpg")).state).toBe("whole");
    unlinkSync(pathOf("brief.jpg"));
    expect(examineFile(pathOf("brief.jpg"))).toEqual(GONE);
  });
});

/** Runs `look` as a user who owns nothing, when the tests run as the one who may do everything. */
function asNobody<T>(look: () => T): T {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) process.seteuid?.(65_534);
  try {
    return look();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

describe("a file that cannot be read", () => {
  test.skipIf(isWindows)("for want of permission says so, until it may be read again", () => {
    chmodSync(folder.path, 0o755);
    writeFileSync(pathOf("secret.jpg"), image);
    chmodSync(pathOf("secret.jpg"), 0);
    expect(asNobody(() => examineFile(pathOf("secret.jpg")))).toEqual({
      state: "unreadable",
      reason: "the file may not be read by this user",
    });
    chmodSync(pathOf("secret.jpg"), 0o644);
    expect(asNobody(() => examineFile(pathOf("secret.jpg")))).toMatchObject({ state: "whole" });
  });

  test.skipIf(!isLinux)("for any other reason says so in words, without naming the path", () => {
    expect(examineFile(pathOf("n".repeat(300)))).toEqual({
      state: "unreadable",
      reason: "the file cannot be read: name too long",
    });
  });
});

test.skipIf(isWindows)("for want of descriptors stays as unknown as before", () => {
  writeFileSync(pathOf("fine.jpg"), image);
  const program = join(import.meta.dirname, "../../fixtures/programs/look-without-descriptors.ts");
  const limited = 'ulimit -n 64; exec "$0" "$@"';
  const words = ["-c", limited, process.execPath, program, pathOf("fine.jpg")];
  const said = execFileSync("sh", words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  expect(JSON.parse(said)).toEqual({
    refusal: "EMFILE",
    starved: { state: "resourcesExhausted" },
    fed: { state: "whole", version: versionAt(pathOf("fine.jpg")) },
  });
});

test.skipIf(!isLinux)("keeps no descriptor in use, nor does any other", () => {
  writeFileSync(pathOf("one.jpg"), image);
  const before = readdirSync("/proc/self/fd").length;
  for (let turn = 0; turn < 20; turn += 1)
    for (const path of [pathOf("one.jpg"), pathOf("none.jpg"), folder.path, "/dev/null"])
      examineFile(path);
  expect(readdirSync("/proc/self/fd")).toHaveLength(before);
});
