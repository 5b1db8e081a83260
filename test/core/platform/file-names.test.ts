import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { realFolder } from "../../../src/core/files/landed-file.ts";
import {
  composed,
  fileNameFor,
  isSharePath,
  joinsWithSlash,
  mixesSpellings,
  placeKey,
  spelledAsStored,
  type SpellingCalls,
} from "../../../src/core/platform/file-names.ts";
import { globMatcher } from "../../../src/watcher/glob-matcher.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const COMPOSED = "caf\u00e9.jpg";
const DECOMPOSED = "cafe\u0301.jpg";

describe("a name from another system", () => {
  test.each([
    ["cam 1.jpg", "cam 1.jpg"],
    ["gate:1.jpg", "gate_1.jpg"],
    ["..\\..\\a.jpg", ".._.._a.jpg"],
    ['a<b>c"d|e?f*g.jpg', "a_b_c_d_e_f_g.jpg"],
    ["a\nb.jpg", "a_b.jpg"],
    ["camera.", "camera_"],
    ["camera ", "camera_"],
    ["con", "con_"],
    ["NUL.txt", "NUL_.txt"],
    ["com1.site.jpg", "com1_.site.jpg"],
    ["LPT\u00b2", "LPT\u00b2_"],
    ["console.jpg", "console.jpg"],
    ["com10.jpg", "com10.jpg"],
  ])("%j becomes %j on Windows", (name, expected) => {
    expect(fileNameFor(name, "win32")).toBe(expected);
    expect(fileNameFor(expected, "win32")).toBe(expected);
  });

  test.each(["linux", "darwin"] as const)("stays as it is on %s", (platform) => {
    for (const name of ["con", "a:b", "camera.", "a\\b"])
      expect(fileNameFor(name, platform)).toBe(name);
  });
});

describe("two spellings of a path", () => {
  test("are one place on macOS and Windows, and two on Linux", () => {
    const pairs = [
      ["/data/Gate.jsonl", "/data/gate.jsonl"],
      [`/data/${COMPOSED}`, `/data/${DECOMPOSED}`],
    ] as const;
    for (const [one, other] of pairs) {
      expect(placeKey(one, "darwin")).toBe(placeKey(other, "darwin"));
      expect(placeKey(one, "win32")).toBe(placeKey(other, "win32"));
      expect(placeKey(one, "linux")).not.toBe(placeKey(other, "linux"));
    }
  });

  test("become that of the folder on macOS and Windows, where nothing but a link lies there", () => {
    const stored: Record<string, string> = { "/data/A.JPG": "/data/a.jpg" };
    const calls = (platform: NodeJS.Platform, isLink = false): SpellingCalls => ({
      platform,
      isLink: () => isLink,
      realPath: (path) => stored[path] ?? missing(path),
    });
    for (const platform of ["darwin", "win32"] as const) {
      expect(spelledAsStored("/data/A.JPG", calls(platform))).toBe("/data/a.jpg");
      expect(spelledAsStored("/data/A.JPG", calls(platform, true))).toBe("/data/A.JPG");
      expect(spelledAsStored("/data/none.jpg", calls(platform))).toBe("/data/none.jpg");
    }
    expect(spelledAsStored("/data/A.JPG", calls("linux"))).toBe("/data/A.JPG");
  });

  test.runIf(mixesSpellings())("become that of the folder on this system", async () => {
    await using folder = await temporaryFolder();
    const path = join(realFolder(folder.path), "frame A.jpg");
    await writeFile(path, "x");
    expect(spelledAsStored(join(realFolder(folder.path), "FRAME a.JPG"))).toBe(path);
  });

  test("are the same to a pattern on macOS, which nobody types as its folders have it", () => {
    expect(composed(DECOMPOSED, "darwin")).toBe(COMPOSED);
    expect(composed(DECOMPOSED, "linux")).toBe(DECOMPOSED);
    const matches = (platform: NodeJS.Platform): boolean =>
      globMatcher(["caf\u00e9*"], { dot: false, platform })(DECOMPOSED);
    expect([matches("darwin"), matches("linux")]).toEqual([true, false]);
  });
});

test("a share of Windows is known by its path, which a device of it is not", () => {
  expect(isSharePath("\\\\server\\frames", "win32")).toBe(true);
  expect(isSharePath("//server/frames", "win32")).toBe(true);
  expect(isSharePath("\\\\.\\pipe\\x", "win32")).toBe(false);
  expect(isSharePath("C:\\frames", "win32")).toBe(false);
  expect(isSharePath("//server/frames", "linux")).toBe(false);
});

test("paths are put together by a slash everywhere but on Windows", () => {
  expect([joinsWithSlash("linux"), joinsWithSlash("darwin")]).toEqual([true, true]);
  expect(joinsWithSlash("win32")).toBe(false);
});

function missing(path: string): never {
  throw Object.assign(new Error(`ENOENT: ${path}`), { code: "ENOENT" });
}
