import { existsSync, mkdirSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CommandExit } from "../support/program/command-run.ts";
import { MiniatureClone } from "../support/program/miniature-clone.ts";

let clone: MiniatureClone;
let home: string;
let launcher: string;
beforeEach(() => {
  clone = new MiniatureClone();
  home = join(clone.folder, "home");
  mkdirSync(home);
  launcher = join(clone.folder, "scripts", "frameferry");
});
afterEach(() => clone.remove());

const own = () => join(home, ".local", "bin");
const command = (folder = own()) => join(folder, "frameferry");

/** With the folders of the path that are not the system's. */
async function install(folders: readonly string[], ...words: string[]): Promise<CommandExit> {
  const env = { HOME: home, PATH: [...folders, clone.tools].join(":") };
  return await clone.runNode(["scripts/install-command.mjs", ...words], env);
}

const remove = (folders: readonly string[]) => install(folders, "--remove");

test("the command lies in ~/.local/bin where that is on the path, and the folder is made", async () => {
  const { exitCode, stdout, stderr } = await install([own()]);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  expect(stdout).toBe(
    `${command()} is the command frameferry now; npm run uninstall-command removes it.\n`,
  );
  expect(readlinkSync(command())).toBe(launcher);
});

test("it lies in ~/bin where only that is on the path", async () => {
  await install([join(home, "bin")]);
  expect(existsSync(own())).toBe(false);
  expect(readlinkSync(command(join(home, "bin")))).toBe(launcher);
});

test("where no such folder is on the path, the line that puts ~/.local/bin there works", async () => {
  const { stdout } = await install([]);
  const line = /^ +(export PATH=.+)$/mu.exec(stdout)?.[1];
  const script = `${line}\ncommand -v frameferry`;
  const { ended } = clone.start("/bin/sh", ["-c", script], { env: { PATH: clone.tools } });
  expect((await ended).stdout).toBe(`${command()}\n`);
});

test("twice is once, and the link of another clone gives way", async () => {
  mkdirSync(own(), { recursive: true });
  symlinkSync("/gone/scripts/frameferry", command());
  expect((await install([own()])).exitCode).toBe(0);
  expect((await install([own()])).exitCode).toBe(0);
  expect(readlinkSync(command())).toBe(launcher);
});

test("another program of the name is not replaced", async () => {
  clone.write("home/.local/bin/frameferry", "#!/bin/sh\n");
  const { exitCode, stdout, stderr } = await install([own()]);
  expect({ exitCode, stdout }).toEqual({ exitCode: 5, stdout: "" });
  expect(stderr).toMatch(/^frameferry set-up: .+ is there, and no link .+: remove or .+\n$/);
  expect(readFileSync(command(), "utf8")).toBe("#!/bin/sh\n");
});

test("a command of the name that the path has earlier is named", async () => {
  clone.write("first/frameferry", "#!/bin/sh\n");
  const first = join(clone.folder, "first");
  const { stdout } = await install([first, own()]);
  expect(stdout).toContain(`${command(first)} stands before it on the path`);
});

test("a folder that cannot be made is told in one sentence", async () => {
  clone.write("home/.local", "");
  const { exitCode, stderr } = await install([own()]);
  expect(exitCode).toBe(5);
  expect(stderr).toMatch(/^frameferry set-up: cannot make the link .+\n$/);
});

test("removal takes this clone's links away, wherever the path has them, and nothing else", async () => {
  const elsewhere = join(clone.folder, "elsewhere");
  await install([own()]);
  mkdirSync(elsewhere);
  symlinkSync(launcher, command(elsewhere));
  clone.write("home/bin/frameferry", "#!/bin/sh\n");
  const { exitCode, stdout } = await remove([elsewhere]);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: `${command()} is removed.\n${command(elsewhere)} is removed.\n`,
  });
  expect(
    [own(), elsewhere, join(home, "bin")].map((folder) => existsSync(command(folder))),
  ).toEqual([false, false, true]);
});

test("removal of what is not there says so", async () => {
  const { exitCode, stdout } = await remove([own()]);
  expect({ exitCode, stdout }).toEqual({
    exitCode: 0,
    stdout: "No link to this clone is on the path or in ~/.local/bin.\n",
  });
});
