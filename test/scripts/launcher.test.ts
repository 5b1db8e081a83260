import { once } from "node:events";
import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { CommandRun } from "../support/program/command-run.ts";
import {
  type CloneSurroundings,
  MiniatureClone,
  UNHURRIED_NPM,
} from "../support/program/miniature-clone.ts";

/** Says how it was started, echoes its standard input, and ends with 7, or with 9 after SIGINT. */
const program = `
  const { argv, env, exit, stdin, stdout } = process;
  process.on("SIGINT", () => exit(9));
  console.log(JSON.stringify({ words: argv.slice(2), cwd: process.cwd(), node: env.STARTED_AS }));
  stdin.pipe(stdout);
  stdin.on("end", () => exit(7));
`;

let clone: MiniatureClone;
let launcher: string;
beforeEach(() => {
  clone = new MiniatureClone();
  launcher = join(clone.folder, "scripts", "frameferry");
  clone.write("src/cli/bin.ts", program);
  addSystemTools();
});
afterEach(() => clone.remove());

/** What every Unix has; the rest of its folders stays away, for there may be a Node. */
function addSystemTools(): void {
  for (const name of ["dirname", "readlink", "sh"]) {
    const path = ["/bin", "/usr/bin"].map((folder) => join(folder, name)).find(existsSync);
    symlinkSync(path ?? name, join(clone.tools, name));
  }
}

function launch(words: readonly string[] = [], surroundings?: CloneSurroundings): CommandRun {
  return clone.start(launcher, words, surroundings);
}

/** The program's first line, and how the command ended on an empty standard input. */
async function endOf({ process: child, ended }: CommandRun) {
  child.stdin?.end();
  const { exitCode, stdout, stderr } = await ended;
  return { exitCode, stderr, ...(JSON.parse(stdout) as Record<string, unknown>) };
}

test("in a fresh clone it sets up first, and then runs the program in the clone's own Node", async () => {
  const { stderr, ...rest } = await endOf(launch(["watch", "a b", "--to=h"]));
  expect(stderr).toMatch(/^frameferry set-up: installing .+\nframeferry set-up: building .+\n$/);
  expect(rest).toEqual({
    ...{ words: ["watch", "a b", "--to=h"], cwd: clone.folder, exitCode: 7 },
    node: join(clone.folder, "node_modules", ".bin", "node"),
  });
});

test("a clone that is set up says nothing of its own, and needs no Node on the path", async () => {
  await endOf(launch());
  rmSync(join(clone.tools, "node"));
  rmSync(join(clone.tools, "ffmpeg"));
  expect(await endOf(launch())).toMatchObject({ exitCode: 7, stderr: "" });
});

test("it is found through links to links, and runs where the user is", async () => {
  const elsewhere = join(clone.folder, "else where");
  mkdirSync(elsewhere);
  symlinkSync(launcher, join(elsewhere, "absolute"));
  symlinkSync("absolute", join(elsewhere, "command"));
  const env = { PATH: `${elsewhere}:${clone.tools}`, CDPATH: "/:/tmp" };
  const run = clone.start("command", ["clip.mp4"], { cwd: elsewhere, env });
  expect(await endOf(run)).toMatchObject({ words: ["clip.mp4"], cwd: elsewhere });
});

test("it may be called by a relative path, and by sh", async () => {
  const path = relative(join(clone.folder, "src"), launcher);
  const cwd = join(clone.folder, "src");
  const byPath = await endOf(clone.start(path, [], { cwd }));
  const byShell = await endOf(
    clone.start("sh", [basename(launcher)], { cwd: join(cwd, "../scripts") }),
  );
  expect([byPath["exitCode"], byShell["exitCode"]]).toEqual([7, 7]);
});

test("standard input is the program's, that of a first start too", async () => {
  const { process: child, ended } = launch();
  child.stdin?.end("a list of paths");
  expect((await ended).stdout).toMatch(/}\na list of paths$/);
});

test("the program is the very process that was started, and so gets its signals", async () => {
  await endOf(launch());
  const { process: child, ended } = launch();
  child.stdout?.once("data", () => child.kill("SIGINT"));
  expect((await ended).exitCode).toBe(9);
});

test("Ctrl-C during set-up ends it with 130 once npm has tidied up", async () => {
  clone.addTool("npm", UNHURRIED_NPM);
  const { process: child, ended } = launch([], { detached: true });
  await expect.poll(() => existsSync(join(clone.folder, "npm.log"))).toBe(true);
  process.kill(-(child.pid ?? 0), "SIGINT");
  await once(child, "exit");
  expect(clone.npmLog()).toContain("tidied up");
  expect(await ended).toMatchObject({ exitCode: 130, stdout: "" });
});

test("where set-up fails, its sentence and its exit code are all there is", async () => {
  clone.write("src/cli/bin.ts", "mistake");
  const { exitCode, stdout, stderr } = await launch().ended;
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: "" });
  expect(stderr).toContain("the source does not compile");
});

test("on a machine without Node, a fresh clone says so in one sentence", async () => {
  rmSync(join(clone.tools, "node"));
  expect(await launch().ended).toEqual({
    ...{ exitCode: 5, stdout: "" },
    stderr:
      "frameferry needs Node and npm to set itself up: install Node 24 from https://nodejs.org\n",
  });
});
