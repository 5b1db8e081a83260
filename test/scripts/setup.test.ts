import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  commands,
  completeArguments,
  completeCommand,
} from "../../scripts/start/complete-arguments.mjs";
import { addCommands } from "../../src/cli/commands/commands.ts";
import { ownFfmpegPath } from "../../src/slicer/own-ffmpeg.ts";
import {
  ABSENT_BUNDLER,
  MiniatureClone,
  UNHURRIED_NPM,
} from "../support/program/miniature-clone.ts";

const isRoot = process.getuid?.() === 0;

let clone: MiniatureClone;
beforeEach(() => {
  clone = new MiniatureClone();
});
afterEach(() => clone.remove());

const offlineNpm = `
  console.error("npm error code EAI_AGAIN\\nnpm error request to https://registry failed");
  process.exit(1);
`;

const brokenFfmpeg = 'console.error("libavcodec.so.59: cannot open"); process.exit(127);';

const setUp = (env?: NodeJS.ProcessEnv) => clone.runNode(["scripts/setup.mjs"], env);

const npmLogSoFar = () => (existsSync(join(clone.folder, "npm.log")) ? clone.npmLog() : "");

describe("the set-up", () => {
  test("installs and builds a fresh clone, with a line for each step on standard error", async () => {
    const { exitCode, stdout, stderr } = await setUp();
    expect(stderr).toMatch(/^frameferry set-up: installing .+\nframeferry set-up: building .+\n$/);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: "" });
    expect(clone.npmLog()).toBe("ci\n");
    expect(statSync(join(clone.folder, "dist/cli/bin.js")).mode & 0o111).toBe(0o111);
  });

  test("brings what the npm of an old Node leaves out, with the pinned Node", async () => {
    clone.write("package.json", '{ "type": "module", "optionalDependencies": { "late": "1" } }');
    expect(await setUp()).toMatchObject({ exitCode: 0 });
    expect(clone.npmLog()).toBe(`ci\ninstall\n${join(clone.folder, "node_modules/.bin")}\n`);
    expect((await setUp()).stderr).toBe("");
  });

  test("has nothing to do and says nothing the second time", async () => {
    await setUp();
    expect(await setUp()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("installs once when there are two at once", async () => {
    const both = await Promise.all([setUp(), setUp()]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(clone.npmLog()).toBe("ci\n");
    expect(existsSync(join(clone.folder, ".setup.lock"))).toBe(false);
  });

  test("is not kept up by the lock of one that was killed", async () => {
    clone.write(".setup.lock", "4194999");
    expect((await setUp()).exitCode).toBe(0);
  });

  test("installs again for a changed lockfile", async () => {
    await setUp();
    clone.writeLockfile("1.0.1");
    await setUp();
    expect(clone.npmLog()).toBe("ci\n".repeat(2));
  });

  test("builds again for an added source and a removed one", async () => {
    await setUp();
    clone.write("src/more.ts", "export {};");
    expect((await setUp()).stderr).toBe("frameferry set-up: building (tsc)\n");
    rmSync(join(clone.folder, "src/more.ts"));
    expect((await setUp()).stderr).toBe("frameferry set-up: building (tsc)\n");
  });

  test("builds again for another way to bundle", async () => {
    await setUp();
    clone.write("scripts/setup/license-notices.mjs", "export const licenseNotices = () => '';");
    expect((await setUp()).stderr).toBe("frameferry set-up: building (tsc)\n");
  });

  test("leaves the program in its modules, and says so, where the bundler does not run", async () => {
    clone.remove();
    clone = new MiniatureClone(ABSENT_BUNDLER);
    const { exitCode, stderr } = await setUp();
    expect(exitCode).toBe(0);
    expect(stderr).toContain(
      "the bundler does not run here, so the program starts more slowly and its dashboard has no page: ",
    );
    expect(stderr).toContain("Cannot find native binding");
    expect(readFileSync(join(clone.folder, "dist/cli/bin.js"), "utf8")).toBe("export {};");
    expect(await setUp()).toEqual({ exitCode: 0, stdout: "", stderr: "" });
  });

  test("shows source that does not compile, and leaves the last build in its place", async () => {
    await setUp();
    clone.write("src/cli/bin.ts", "mistake");
    const { exitCode, stderr } = await setUp();
    expect(exitCode).toBe(1);
    expect(stderr).toContain("error TS2304: Cannot find name 'mistake'");
    expect(readFileSync(join(clone.folder, "dist/cli/bin.js"), "utf8")).toBe("export {};");
  });

  test("rewrites an import that the compiler left as .ts", async () => {
    clone.write("src/cli/bin.ts", 'await import("../demo/demo.ts"); console.log("a.ts");');
    await setUp();
    const built = readFileSync(join(clone.folder, "dist/cli/bin.js"), "utf8");
    expect(built).toBe('await import("../demo/demo.js"); console.log("a.ts");');
  });

  test("says in one sentence that there is no network", async () => {
    clone.addTool("npm", offlineNpm);
    const { exitCode, stderr } = await setUp();
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/npm could not reach its registry \(EAI_AGAIN\): check .+\n$/);
    expect(stderr).not.toContain("    at ");
  });

  test.each([
    ["SIGINT", "of the terminal", 130],
    ["SIGHUP", "of the terminal", 129],
    ["SIGTERM", "to its process", 143],
  ] as const)("%s %s ends it once npm has tidied up", async (signal, target, code) => {
    clone.addTool("npm", UNHURRIED_NPM);
    const command = [process.execPath, ["scripts/setup.mjs"], { detached: true }] as const;
    const { process: child, ended } = clone.start(...command);
    await expect.poll(() => npmLogSoFar()).toBe("ci\n");
    const { pid = 0 } = child;
    process.kill(target === "of the terminal" ? -pid : pid, signal);
    expect((await ended).exitCode).toBe(code);
    expect(clone.npmLog()).toBe(`ci\n${signal}\ntidied up\n`);
    expect(existsSync(join(clone.folder, ".setup.lock"))).toBe(false);
  });

  test("a second signal does not wait for npm", async () => {
    clone.addTool("npm", UNHURRIED_NPM.replace("process.exit(1)", "log('still at work')"));
    const command = [process.execPath, ["scripts/setup.mjs"], { detached: true }] as const;
    const { process: child, ended } = clone.start(...command);
    for (const line of ["ci", "still at work"]) {
      await expect.poll(() => npmLogSoFar()).toContain(line);
      child.kill("SIGTERM");
    }
    expect((await ended).exitCode).toBe(143);
    process.kill(-(child.pid ?? 0), "SIGKILL");
  });

  test("`npm pack --dry-run` of a fresh clone installs in earnest", async () => {
    clone.addTool(
      "npm",
      'import { writeFileSync } from "node:fs"; writeFileSync("npm.log", process.env.npm_config_dry_run);',
    );
    await setUp({ npm_config_dry_run: "true" });
    expect(clone.npmLog()).toBe("false");
  });

  test.runIf(isRoot)("whoever may not write to the clone is told who may", async () => {
    chmodSync(clone.folder, 0o755);
    const { ended } = clone.start(process.execPath, ["scripts/setup.mjs"], { uid: 65_534 });
    const { exitCode, stderr } = await ended;
    expect(exitCode).toBe(5);
    expect(stderr).toBe(
      `frameferry set-up: ${clone.folder} must be set up, and may not be written to here: run \`npm run setup\` in it as its owner, then run this again.\n`,
    );
  });

  test("says in one sentence that Node is older than 20", async () => {
    const pretend =
      "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'18.20.0'}})";
    const { exitCode, stderr } = await clone.runNode(["--import", pretend, "scripts/setup.mjs"]);
    expect({ exitCode, lines: stderr.split("\n").length }).toEqual({ exitCode: 5, lines: 2 });
    expect(stderr).toContain("Node 18.20.0 is too old: install Node 24");
  });
});

describe("the set-up's ffmpeg", () => {
  test.runIf(isRoot)("is the system's package where another one does not run", async () => {
    clone.addTool("ffmpeg", brokenFfmpeg);
    clone.addTool(
      "apt-get",
      `import { writeFileSync } from "node:fs";
       if (process.argv.includes("ffmpeg"))
         writeFileSync("tools/ffmpeg", "#!/bin/sh\\necho ffmpeg version 5.1", { mode: 0o755 });`,
    );
    const { exitCode, stderr } = await setUp();
    expect(stderr).toContain("no working ffmpeg found: installing it with apt-get\n");
    expect(exitCode).toBe(0);
  });

  test("comes through npm without a package manager, and may run", async () => {
    rmSync(join(clone.tools, "ffmpeg"));
    const { exitCode, stderr } = await setUp();
    expect(stderr).toContain("installing it with npm (@ffmpeg-installer/ffmpeg)\n");
    expect(exitCode).toBe(0);
    expect((await setUp()).stderr).toBe("");
  });

  test("is also the one that the doctor has installed, as for the program", async () => {
    rmSync(join(clone.tools, "ffmpeg"));
    vi.stubEnv("XDG_DATA_HOME", join(clone.folder, "data"));
    const path = ownFfmpegPath();
    vi.unstubAllEnvs();
    clone.write(relative(clone.folder, path), "#!/bin/sh\necho ffmpeg version 4");
    chmodSync(path, 0o755);
    const { exitCode, stderr } = await setUp({ XDG_DATA_HOME: join(clone.folder, "data") });
    expect(stderr).not.toContain("installing it with");
    expect(exitCode).toBe(0);
  });

  test("brings one message with what was tried and what to do when nothing helps", async () => {
    await setUp();
    rmSync(join(clone.tools, "ffmpeg"));
    clone.addTool("npm", offlineNpm);
    const { exitCode, stderr } = await setUp();
    expect(exitCode).toBe(5);
    expect(stderr).toMatch(/none could be installed .+registry.+ set FFMPEG_PATH to one/);
  });

  test("is not replaced when the user names one that does not run", async () => {
    const { exitCode, stderr } = await setUp({ FFMPEG_PATH: "/nowhere/ffmpeg" });
    expect(exitCode).toBe(5);
    expect(stderr).toContain("FFMPEG_PATH names /nowhere/ffmpeg, which does not run.");
    expect(clone.npmLog()).toBe("ci\n");
  });
});

describe("npm start", () => {
  const demo = join("fixtures", "videos", "demo.mp4");
  const REPORT = ["--report", "frameferry-report.html"];

  beforeEach(() => {
    clone.write("dist/package.json", '{ "type": "module" }');
    clone.write("dist/cli/bin.js", "console.log(JSON.stringify(process.argv.slice(2)));");
  });

  test("sends the demo video to the demo service without arguments", async () => {
    const { stdout } = await clone.runNode(["scripts/start.mjs"]);
    expect(JSON.parse(stdout)).toEqual(["run", demo, "--demo", ...REPORT]);
  });

  test("passes a video and a service on as they are", async () => {
    const given = ["mine.mp4", "--to", "http://host/predict", "--json"];
    const { stdout } = await clone.runNode(["scripts/start.mjs", ...given]);
    expect(JSON.parse(stdout)).toEqual(["run", ...given]);
  });

  test.each([
    [
      ["watch", "folder"],
      ["watch", "--demo", "folder"],
    ],
    [
      ["watch", "folder", "--to", "http://h/p", "--", "python3", "slice.py"],
      ["watch", "folder", "--to", "http://h/p", "--", "python3", "slice.py"],
    ],
    [
      ["watch", "folder", "--", "slice"],
      ["watch", "--demo", "folder", "--", "slice"],
    ],
    [
      ["send", "a.jpg", "--demo"],
      ["send", "a.jpg", "--demo"],
    ],
    [["run"], ["run", demo, "--demo", ...REPORT]],
    [
      ["run", "--report", "mine.html"],
      ["run", demo, "--report", "mine.html", "--demo"],
    ],
    [
      ["run", "--dry-run"],
      ["run", demo, "--dry-run", "--demo"],
    ],
    [
      ["run", "mine.mp4", "--to=h:1"],
      ["run", "mine.mp4", "--to=h:1"],
    ],
    [["doctor"], ["doctor"]],
    [
      ["wacth", "folder"],
      ["wacth", "folder"],
    ],
    [["--help"], ["run", demo, "--help", "--demo"]],
  ])("passes a command on: %j", (given, passed) => {
    expect(completeCommand(given, demo)).toEqual(passed);
  });

  test("knows every command, and prints the version where that is asked for", () => {
    const program = new Command();
    addCommands(program, [], () => {});
    const names = program.commands.map((command) => command.name());
    expect([...commands.keys()].toSorted()).toEqual([...names, "help"].toSorted());
    expect(completeCommand(["--version"], "demo.mp4")).toEqual(["--version"]);
  });

  test("takes a word that is a file or a folder for no mistyped command", async () => {
    mkdirSync(join(clone.folder, "clip"));
    const { stdout } = await clone.runNode(["scripts/start.mjs", "clip"], {
      INIT_CWD: clone.folder,
    });
    expect(JSON.parse(stdout)).toEqual(["run", "clip", "--demo", ...REPORT]);
  });

  test("takes no value of a flag for the video, nor a video for a value", () => {
    const program = new Command();
    addCommands(program, [], () => {});
    const flags = program.commands.find((command) => command.name() === "run")?.options ?? [];
    expect(flags.length).toBeGreaterThan(10);
    for (const { long, short, required } of flags)
      for (const flag of [long, short].filter((spelling) => spelling !== undefined))
        expect([flag, completeArguments([flag, "x"], demo).includes(demo)]).toEqual([
          flag,
          required,
        ]);
  });

  test("takes several videos, and one on standard input, for videos", () => {
    const given = ["a.mp4", "b.mp4", "--to", "http://host/predict"];
    expect(completeArguments(given, demo)).toEqual(given);
    expect(completeArguments(["--json", "-"], demo)).toEqual(["--json", "-", "--demo", ...REPORT]);
  });

  test("sees paths from the folder in which the user typed it", async () => {
    mkdirSync(join(clone.folder, "videos"));
    const { stdout } = await clone.runNode(["scripts/start.mjs"], {
      INIT_CWD: join(clone.folder, "videos"),
    });
    expect(JSON.parse(stdout)).toEqual(["run", join("..", demo), "--demo", ...REPORT]);
  });
});
