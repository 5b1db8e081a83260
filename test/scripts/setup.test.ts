import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { completeArguments, completeCommand } from "../../scripts/start/complete-arguments.mjs";
import { addCommands } from "../../src/cli/commands/commands.ts";

const repository = join(import.meta.dirname, "..", "..");
const isRoot = process.getuid?.() === 0;

/** A fresh clone in miniature, on a machine that has only the tools in `tools`. */
let clone: string;
let tools: string;

beforeEach(() => {
  clone = mkdtempSync(join(tmpdir(), "frameferry setup-"));
  tools = join(clone, "tools");
  for (const name of ["setup", "setup.mjs", "start", "start.mjs", "tsconfig.build.json"])
    cpSync(join(repository, "scripts", name), join(clone, "scripts", name), { recursive: true });
  write("package.json", '{ "type": "module" }');
  write("tsconfig.json", "{}");
  write("src/cli/bin.ts", "export {};");
  writeLockfile("1.0.0");
  tool("npm", npm);
  tool("ffmpeg", workingFfmpeg);
});

afterEach(() => rmSync(clone, { recursive: true, force: true }));

/** Notes its arguments; `ci` installs a compiler, `install` a binary that nobody may run yet. */
const npm = `
  import { appendFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
  appendFileSync("npm.log", process.argv[2] + "\\n");
  console.log("added 1 package");
  if (process.argv[2] === "ci") {
    mkdirSync("node_modules/typescript/bin", { recursive: true });
    mkdirSync("node_modules/.bin", { recursive: true });
    cpSync("tools/node", "node_modules/.bin/node");
    cpSync("tools/tsc", "node_modules/typescript/bin/tsc");
    cpSync("package-lock.json", "node_modules/.package-lock.json");
  } else {
    const folder = process.argv[process.argv.indexOf("--prefix") + 1];
    const scope = folder + "/node_modules/@ffmpeg-installer/" + process.platform + "-" + process.arch;
    mkdirSync(scope, { recursive: true });
    writeFileSync(scope + "/ffmpeg", "#!/bin/sh\\necho ffmpeg version 4", { mode: 0o644 });
  }
`;

const offlineNpm = `
  console.error("npm error code EAI_AGAIN\\nnpm error request to https://registry failed");
  process.exit(1);
`;

/** Copies what compiles, and says of the rest what the real one says. */
const tsc = `
  const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
  const source = readFileSync("src/cli/bin.ts", "utf8");
  const out = process.argv[process.argv.indexOf("--outDir") + 1];
  mkdirSync(out + "/cli", { recursive: true });
  writeFileSync(out + "/cli/bin.js", source);
  if (source.includes("mistake")) {
    console.log("src/cli/bin.ts(1,1): error TS2304: Cannot find name 'mistake'.");
    process.exit(2);
  }
`;

const workingFfmpeg = 'console.log("ffmpeg version 7.1");';
const brokenFfmpeg = 'console.error("libavcodec.so.59: cannot open"); process.exit(127);';

function write(name: string, text: string): void {
  mkdirSync(dirname(join(clone, name)), { recursive: true });
  writeFileSync(join(clone, name), text);
}

function writeLockfile(version: string): void {
  const packages = {
    "": {},
    "node_modules/needed": { version },
    "node_modules/refused": { version, optional: true },
  };
  write("package-lock.json", JSON.stringify({ packages }));
}

function tool(name: string, program: string): void {
  write(`tools/${name}`, `#!${process.execPath}\n${program}`);
  write("tools/tsc", tsc);
  write("tools/node", `#!/bin/sh\nexec '${process.execPath}' "$@"`);
  write("tools/package.json", '{ "type": "module" }');
  for (const file of [name, "node"]) chmodSync(join(tools, file), 0o755);
}

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { cwd: clone, env: { PATH: tools, ...env } });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk) => (stdout += chunk));
    child.stderr.on("data", (chunk) => (stderr += chunk));
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

const setUp = (env?: NodeJS.ProcessEnv) => runNode(["scripts/setup.mjs"], env);
const npmLog = () => readFileSync(join(clone, "npm.log"), "utf8");

describe("the set-up", () => {
  test("installs and builds a fresh clone, with a line for each step on standard error", async () => {
    const { code, stdout, stderr } = await setUp();
    expect(stderr).toMatch(/^frameferry set-up: installing .+\nframeferry set-up: building .+\n$/);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(npmLog()).toBe("ci\n");
    expect(statSync(join(clone, "dist/cli/bin.js")).mode & 0o111).toBe(0o111);
  });

  test("has nothing to do and says nothing the second time", async () => {
    await setUp();
    expect(await setUp()).toEqual({ code: 0, stdout: "", stderr: "" });
  });

  test("installs once when there are two at once", async () => {
    const both = await Promise.all([setUp(), setUp()]);
    expect(both.map(({ code }) => code)).toEqual([0, 0]);
    expect(npmLog()).toBe("ci\n");
    expect(existsSync(join(clone, ".setup.lock"))).toBe(false);
  });

  test("is not kept up by the lock of one that was killed", async () => {
    write(".setup.lock", "4194999");
    expect((await setUp()).code).toBe(0);
  });

  test("installs again for a changed lockfile", async () => {
    await setUp();
    writeLockfile("1.0.1");
    await setUp();
    expect(npmLog()).toBe("ci\n".repeat(2));
  });

  test("builds again for an added source and a removed one", async () => {
    await setUp();
    write("src/more.ts", "export {};");
    expect((await setUp()).stderr).toBe("frameferry set-up: building (tsc)\n");
    rmSync(join(clone, "src/more.ts"));
    expect((await setUp()).stderr).toBe("frameferry set-up: building (tsc)\n");
  });

  test("shows source that does not compile, and leaves the last build in its place", async () => {
    await setUp();
    write("src/cli/bin.ts", "mistake");
    const { code, stderr } = await setUp();
    expect(code).toBe(1);
    expect(stderr).toContain("error TS2304: Cannot find name 'mistake'");
    expect(readFileSync(join(clone, "dist/cli/bin.js"), "utf8")).toBe("export {};");
  });

  test("rewrites an import that the compiler left as .ts", async () => {
    write("src/cli/bin.ts", 'await import("../demo/demo.ts"); console.log("a.ts");');
    await setUp();
    const built = readFileSync(join(clone, "dist/cli/bin.js"), "utf8");
    expect(built).toBe('await import("../demo/demo.js"); console.log("a.ts");');
  });

  test("says in one sentence that there is no network", async () => {
    tool("npm", offlineNpm);
    const { code, stderr } = await setUp();
    expect(code).toBe(5);
    expect(stderr).toMatch(/npm could not reach its registry \(EAI_AGAIN\): check .+\n$/);
    expect(stderr).not.toContain("    at ");
  });

  test("says in one sentence that Node is older than 20", async () => {
    const pretend =
      "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'18.20.0'}})";
    const { code, stderr } = await runNode(["--import", pretend, "scripts/setup.mjs"]);
    expect({ code, lines: stderr.split("\n").length }).toEqual({ code: 5, lines: 2 });
    expect(stderr).toContain("Node 18.20.0 is too old: install Node 24");
  });
});

describe("the set-up's ffmpeg", () => {
  test.runIf(isRoot)("is the system's package where another one does not run", async () => {
    tool("ffmpeg", brokenFfmpeg);
    tool(
      "apt-get",
      `import { writeFileSync } from "node:fs";
       if (process.argv.includes("ffmpeg"))
         writeFileSync("tools/ffmpeg", "#!/bin/sh\\necho ffmpeg version 5.1", { mode: 0o755 });`,
    );
    const { code, stderr } = await setUp();
    expect(stderr).toContain("no working ffmpeg found: installing it with apt-get\n");
    expect(code).toBe(0);
  });

  test("comes through npm without a package manager, and may run", async () => {
    rmSync(join(tools, "ffmpeg"));
    const { code, stderr } = await setUp();
    expect(stderr).toContain("installing it with npm (@ffmpeg-installer/ffmpeg)\n");
    expect(code).toBe(0);
    expect((await setUp()).stderr).toBe("");
  });

  test("brings one message with what was tried and what to do when nothing helps", async () => {
    await setUp();
    rmSync(join(tools, "ffmpeg"));
    tool("npm", offlineNpm);
    const { code, stderr } = await setUp();
    expect(code).toBe(5);
    expect(stderr).toMatch(/none could be installed .+registry.+ set FFMPEG_PATH to one/);
  });

  test("is not replaced when the user names one that does not run", async () => {
    const { code, stderr } = await setUp({ FFMPEG_PATH: "/nowhere/ffmpeg" });
    expect(code).toBe(5);
    expect(stderr).toContain("FFMPEG_PATH names /nowhere/ffmpeg, which does not run.");
    expect(npmLog()).toBe("ci\n");
  });
});

describe("npm start", () => {
  const demo = join("fixtures", "videos", "demo.mp4");

  beforeEach(() => {
    write("dist/package.json", '{ "type": "module" }');
    write("dist/cli/bin.js", "console.log(JSON.stringify(process.argv.slice(2)));");
  });

  test("sends the demo video to the demo service without arguments", async () => {
    const { stdout } = await runNode(["scripts/start.mjs"]);
    expect(JSON.parse(stdout)).toEqual(["run", demo, "--demo"]);
  });

  test("passes a video and a service on as they are", async () => {
    const given = ["mine.mp4", "--to", "http://host/predict", "--json"];
    const { stdout } = await runNode(["scripts/start.mjs", ...given]);
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
    [["run"], ["run", demo, "--demo"]],
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

  test("takes a word that is a file or a folder for no mistyped command", async () => {
    mkdirSync(join(clone, "clip"));
    const { stdout } = await runNode(["scripts/start.mjs", "clip"], { INIT_CWD: clone });
    expect(JSON.parse(stdout)).toEqual(["run", "clip", "--demo"]);
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
    expect(completeArguments(["--json", "-"], demo)).toEqual(["--json", "-", "--demo"]);
  });

  test("sees paths from the folder in which the user typed it", async () => {
    mkdirSync(join(clone, "videos"));
    const { stdout } = await runNode(["scripts/start.mjs"], { INIT_CWD: join(clone, "videos") });
    expect(JSON.parse(stdout)).toEqual(["run", join("..", demo), "--demo"]);
  });
});
