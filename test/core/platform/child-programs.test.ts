import { expect, test } from "vitest";
import {
  canReplaceItself,
  dieWithParentWords,
  hasShell,
  neededVariables,
  scriptCommand,
} from "../../../src/core/platform/child-programs.ts";
import {
  mayHaveBrew,
  needsFontFiles,
  platformName,
  programFile,
} from "../../../src/core/platform/this-system.ts";

test("a child dies with us by the kernel of Linux, where setpriv is installed", () => {
  const words = ["/usr/bin/setpriv", "--pdeathsig", "KILL", "--"];
  expect(dieWithParentWords("linux", (path) => path === words[0])).toEqual(words);
  expect(dieWithParentWords("linux", () => false)).toBeNull();
  expect(dieWithParentWords("darwin", () => true)).toBeNull();
  expect(dieWithParentWords("win32", () => true)).toBeNull();
});

test("there is a shell to start programs with, and execve, everywhere but on Windows", () => {
  const facts = (platform: NodeJS.Platform) => [hasShell(platform), canReplaceItself(platform)];
  expect([facts("linux"), facts("darwin")]).toEqual([
    [true, true],
    [true, true],
  ]);
  expect(facts("win32")).toEqual([false, false]);
});

test("a script is started by its name, and through the shell on Windows", () => {
  const words = ["npm", "install", "--prefix", "C:\\My & %PATH% files"];
  const env = { PATH: "here" };
  expect(scriptCommand(words, env, "linux")).toEqual({ words, shell: false, env });
  const started = scriptCommand(words, env, "win32");
  expect(started).toMatchObject({ shell: true, env: { PATH: "here" } });
  expect(started.words).toEqual([
    'npm "%FRAMEFERRY_WORD_0%" "%FRAMEFERRY_WORD_1%" "%FRAMEFERRY_WORD_2%"',
  ]);
  expect(started.env["FRAMEFERRY_WORD_2"]).toBe("C:\\My & %PATH% files");
});

test("ffmpeg gets the variables that it needs on each system, and no others", () => {
  expect(neededVariables("linux")).toContain("LD_LIBRARY_PATH");
  expect(neededVariables("win32")).toEqual(expect.arrayContaining(["PATH", "SystemRoot", "TEMP"]));
  const all = [...neededVariables("linux"), ...neededVariables("win32")];
  expect(all.filter((name) => /TOKEN|PASSWORD|KEY|FRAMEFERRY/iu.test(name))).toEqual([]);
});

test("programs have the names, the installers and the fonts of their system", () => {
  expect(
    ["linux", "darwin", "win32"].map((name) => programFile("ffmpeg", name as "linux")),
  ).toEqual(["ffmpeg", "ffmpeg", "ffmpeg.exe"]);
  expect([mayHaveBrew("darwin"), mayHaveBrew("linux"), mayHaveBrew("win32")]).toEqual([
    ...[true, false, false],
  ]);
  expect([needsFontFiles("linux"), needsFontFiles("darwin")]).toEqual([true, false]);
  expect(platformName()).toBe(process.platform);
});
