import { spawnSync } from "node:child_process";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { launchPrefix } from "../../src/slicer/ffmpeg-launcher.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

const whyNot = existsSync("/usr/bin/setpriv") ? "" : " (needs setpriv)";

describe.skipIf(whyNot !== "")(`the launcher of ffmpeg${whyNot}`, () => {
  test.each([true, false])(
    "starts a program for us; its files are private: %s",
    async (isPrivate) => {
      await using folder = await temporaryFolder();
      const file = join(folder.path, "made");
      const { status } = run([...launchPrefix(isPrivate), "touch", file]);
      expect(status).toBe(0);
      const usual = join(folder.path, "usual");
      run(["touch", usual]);
      expect(modeOf(file)).toBe(isPrivate ? 0o600 : modeOf(usual));
    },
  );

  // As when we are killed before the launcher has asked to be killed with us: the kernel gives it another parent.
  test.each([true, false])(
    "starts none that has another parent by then; files are private: %s",
    async (isPrivate) => {
      await using folder = await temporaryFolder();
      const file = join(folder.path, "made");
      const launch = [...launchPrefix(isPrivate), "touch", file];
      const { status } = run([
        "/bin/sh",
        "-c",
        '"$@"; echo "ended with $?"; exit 7',
        "sh",
        ...launch,
      ]);
      expect(status).toBe(7);
      expect(existsSync(file)).toBe(false);
    },
  );
});

function modeOf(path: string): number {
  return statSync(path).mode & 0o777;
}

function run([program = "", ...words]: readonly string[]): { status: number | null } {
  return spawnSync(program, words, { encoding: "utf8" });
}
