import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { once } from "node:events";
import { describe, expect, test } from "vitest";
import { startGated } from "../../src/producer/gated-launch.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { processesWith } from "../support/program/ffmpeg-processes.ts";

const LAUNCHER = new URL("../../src/producer/gated-launch.ts", import.meta.url).href;

describe.skipIf(process.platform === "win32")("a program behind a gate", () => {
  test("P44: never runs if we are killed before its watchman knows it", async () => {
    await using folder = await temporaryFolder();
    const marker = join(folder.path, "it-ran");
    const script = `
      import { startGated } from ${JSON.stringify(LAUNCHER)};
      await startGated(["/usr/bin/touch", process.argv[1]], () => process.kill(process.pid, "SIGKILL"));`;
    const { signal } = spawnSync(process.execPath, ["--input-type=module", "-e", script, marker]);
    expect(signal).toBe("SIGKILL");
    await expect.poll(() => processesWith(marker)).toEqual([]);
    expect(existsSync(marker)).toBe(false);
  });

  test("gets its words as they are, under the number that was announced", async () => {
    await using folder = await temporaryFolder();
    const words = ["a b", "", "$HOME", "'", "--"];
    const told: number[] = [];
    const file = join(folder.path, "said");
    const script = 'out=$1; shift; printf "%s|" $$ "$@" >"$out"';
    const child = await startGated(["sh", "-c", script, "sh", file, ...words], (pid) =>
      told.push(pid),
    );
    await once(child, "exit");
    expect(readFileSync(file, "utf8")).toBe([told[0], ...words, ""].join("|"));
  });

  test.each([
    ["that does not exist", "/nowhere/at-all", "ENOENT"],
    ["that is on no path", "no-such-program-anywhere", "ENOENT"],
    ["that is a folder", "/usr", "EACCES"],
    ["that cannot be accessed", `/${"n".repeat(300)}`, "ENAMETOOLONG"],
    ["that may not be executed", fileURLToPath(import.meta.url), "EACCES"],
  ])("fails before anything is started when it is one %s", async (_, program, code) => {
    await expect(startGated([program], () => {})).rejects.toMatchObject({ code });
  });
});
