import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { temporaryFolder, type TemporaryFolder } from "../support/files/temporary-folder.ts";
import { type CommandExit, runCommand } from "../support/program/command-run.ts";

const FFMPEG = execFileSync("sh", ["-c", "command -v ffmpeg"], { encoding: "utf8" }).trim();

let folder: TemporaryFolder;
beforeEach(async () => (folder = await temporaryFolder()));
afterEach(async () => await folder[Symbol.asyncDispose]());

/** A program in the only folder where programs are looked for; it notes its words in `calls`. */
function pretend(name: string, script: string): void {
  const noted = join(folder.path, "calls");
  const lines = [`#!/bin/sh`, `echo "${name} $*" >> ${noted}`, script];
  writeFileSync(join(folder.path, name), `${lines.join("\n")}\n`, { mode: 0o755 });
}

function calls(): readonly string[] {
  const path = join(folder.path, "calls");
  return existsSync(path) ? readFileSync(path, "utf8").trimEnd().split("\n") : [];
}

async function doctor(...words: readonly string[]): Promise<CommandExit> {
  return await runCommand(["doctor", ...words], folder.path, {
    ...{ PATH: folder.path, FFMPEG_PATH: "", FFMPEG_BIN: join(folder.path, "missing") },
    XDG_DATA_HOME: join(folder.path, "data"),
  });
}

/** Words that put a file which runs the real ffmpeg into a place. */
function install(place: string): string {
  return `/bin/mkdir -p "$(/usr/bin/dirname "${place}")"
printf '#!/bin/sh\\nexec ${FFMPEG} "$@"\\n' > "${place}"`;
}

const scope = (): string =>
  join(folder.path, "data/frameferry/ffmpeg/node_modules/@ffmpeg-installer");

test("doctor --fix installs an ffmpeg with npm where the system's packages fail, and every command finds it", async () => {
  pretend("apt-get", '[ "$1" = --version ] && exit 0; echo "E: no network" >&2; exit 100');
  pretend("npm", install(join(scope(), `${process.platform}-${process.arch}`, "ffmpeg")));
  const before = await doctor();
  expect(before.exitCode).toBe(5);
  expect(before.stdout).toContain("no working ffmpeg was found");
  expect(before.stdout).toContain("frameferry doctor --fix");
  expect(calls()).toEqual([]);
  const fixed = await doctor("--fix");
  expect(fixed.exitCode).toBe(0);
  expect(fixed.stderr).toContain("installing ffmpeg with npm (@ffmpeg-installer/ffmpeg, in ");
  expect(fixed.stdout).toMatch(/from the data folder of frameferry/u);
  expect(calls().at(-1)).toMatch(
    /^npm install --prefix .*--ignore-scripts.* @ffmpeg-installer\/ffmpeg$/u,
  );
  const noted = calls().length;
  const after = await doctor("--fix");
  expect(after).toMatchObject({ exitCode: 0, stderr: "" });
  expect(calls()).toHaveLength(noted);
});

test.runIf(process.getuid?.() === 0)("doctor --fix takes apt-get first, for root", async () => {
  pretend(
    "apt-get",
    `case "$*" in *install*) ${install(join(folder.path, "ffmpeg"))}
/bin/chmod 755 ${join(folder.path, "ffmpeg")};; esac`,
  );
  pretend("npm", "exit 1");
  const { exitCode, stderr, stdout } = await doctor("--fix");
  expect([exitCode, stderr]).toEqual([0, "installing ffmpeg with apt-get\n"]);
  expect(stdout).toContain("from the path");
  expect(calls().some((call) => call.startsWith("npm"))).toBe(false);
});

test("doctor --fix says why nothing could be installed, and replaces no ffmpeg that is named", async () => {
  pretend("npm", 'echo "npm error network unreachable" >&2; exit 1');
  const failed = await doctor("--fix");
  expect(failed.exitCode).toBe(5);
  expect(failed.stdout).toContain("npm error network unreachable");
  const named = await doctor("--fix", "--ffmpeg", join(folder.path, "mine"));
  expect(named.exitCode).toBe(5);
  expect(named.stdout).toContain("mine");
  expect(calls()).toHaveLength(1);
});
