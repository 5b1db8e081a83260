import { spawn } from "node:child_process";
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CommandExit, CommandRun } from "./command-run.ts";

const scripts = join(import.meta.dirname, "..", "..", "..", "scripts");
const copied = [
  ...["command", "frameferry", "install-command.mjs", "setup", "setup.mjs", "start", "start.mjs"],
  "tsconfig.build.json",
];

/**
 * Notes its arguments; `ci` installs compiler and bundler, `install` a package that `ci` leaves out or, where it is told a
 * folder, a binary that nobody may run yet.
 */
const npm = `
  import { appendFileSync, cpSync, mkdirSync, writeFileSync } from "node:fs";
  appendFileSync("npm.log", process.argv[2] + "\\n");
  console.log("added 1 package");
  if (process.argv[2] === "ci") {
    mkdirSync("node_modules/typescript/bin", { recursive: true });
    mkdirSync("node_modules/.bin", { recursive: true });
    cpSync("tools/node", "node_modules/.bin/node");
    cpSync("tools/tsc", "node_modules/typescript/bin/tsc");
    mkdirSync("node_modules/rolldown", { recursive: true });
    writeFileSync("node_modules/rolldown/package.json", '{ "type": "module", "exports": "./rolldown.js" }');
    cpSync("tools/rolldown.js", "node_modules/rolldown/rolldown.js");
    mkdirSync("node_modules/uplot/dist", { recursive: true });
    writeFileSync("node_modules/uplot/dist/uPlot.min.css", "");
    mkdirSync("node_modules/marked", { recursive: true });
    writeFileSync("node_modules/marked/package.json", '{ "type": "module", "exports": "./marked.js" }');
    writeFileSync("node_modules/marked/marked.js", "export class Lexer {}");
    cpSync("package-lock.json", "node_modules/.package-lock.json");
  } else if (!process.argv.includes("--prefix")) {
    mkdirSync("node_modules/late", { recursive: true });
    appendFileSync("npm.log", process.env.PATH.split(":")[0] + "\\n");
  } else {
    const folder = process.argv[process.argv.indexOf("--prefix") + 1];
    const scope = folder + "/node_modules/@ffmpeg-installer/" + process.platform + "-" + process.arch;
    mkdirSync(scope, { recursive: true });
    writeFileSync(scope + "/ffmpeg", "#!/bin/sh\\necho ffmpeg version 4", { mode: 0o644 });
  }
`;

/** Copies what compiles, and says of the rest what the real one says. */
const tsc = `
  const { mkdirSync, readFileSync, writeFileSync } = require("node:fs");
  const source = readFileSync("src/cli/bin.ts", "utf8");
  const out = process.argv[process.argv.indexOf("--outDir") + 1];
  mkdirSync(out + "/cli", { recursive: true });
  writeFileSync(out + "/cli/bin.js", source);
  // No topics, and a program without commands: help has tests of its own.
  mkdirSync(out + "/cli/help");
  mkdirSync(out + "/cli/process");
  writeFileSync(out + "/cli/help/topics.js", "export const TOPICS = [];");
  writeFileSync(out + "/cli/process/exit-codes.js", "export const EXIT_CODE_MEANINGS = [];");
  const texts = "usage: () => '', summary: () => '', description: () => ''";
  const help = "{ visibleArguments: () => [], visibleOptions: () => [], groupItems: () => [] }";
  writeFileSync(
    out + "/cli/program.js",
    "export const createProgram = () => ({ parent: null, commands: [], name: () => 'frameferry', " +
      texts + ", createHelp: () => (" + help + ") });",
  );
  if (source.includes("mistake")) {
    console.log("src/cli/bin.ts(1,1): error TS2304: Cannot find name 'mistake'.");
    process.exit(2);
  }
`;

/** Copies the first file of the program. */
const rolldown = `
  import { cpSync, mkdirSync } from "node:fs";
  const write = async (input, dir) => {
    // The page of the dashboard is another bundle, which is not tried here.
    if (input.bin === undefined) return { output: [] };
    mkdirSync(dir + "/program", { recursive: true });
    cpSync(input.bin, dir + "/bin.js");
    return { output: [] };
  };
  export const rolldown = async ({ input }) => ({
    write: ({ dir }) => write(input, dir),
    close: async () => {},
  });
`;

/** Says why it does not run, as one that has no binary for the platform. */
export const ABSENT_BUNDLER = 'throw new Error("Cannot find native binding");';

/** Rolls back when it is interrupted, as npm does, which takes it a moment. */
export const UNHURRIED_NPM = `
  import { appendFileSync } from "node:fs";
  const log = (line) => appendFileSync("npm.log", line + "\\n");
  for (const signal of ["SIGHUP", "SIGINT", "SIGTERM"])
    process.once(signal, () => {
      log(signal);
      setTimeout(() => {
        log("tidied up");
        process.exit(1);
      }, 300);
    });
  setInterval(() => {}, 1000);
  log("ci");
`;
/** Where and with what a program of the clone is started. */
export interface CloneSurroundings {
  /** All of its environment. @default a path that has only the tools of the clone */
  readonly env?: NodeJS.ProcessEnv;
  /** @default the clone */
  readonly cwd?: string;
  /** Whose process it is; only root may choose. @default that of the tests */
  readonly uid?: number;
  /** Whether it leads a process group of its own, as what is typed into a terminal does. @default false */
  readonly detached?: boolean;
}

/**
 * A fresh clone in miniature, with this repository's real set-up scripts, on a machine that has only the tools in
 * `tools`: an npm and a compiler that do little, and an ffmpeg that says its version.
 */
export class MiniatureClone {
  readonly folder: string = mkdtempSync(join(tmpdir(), "frameferry setup-"));
  readonly tools: string = join(this.folder, "tools");

  readonly #bundler: string;

  /** @param bundler text of the module `rolldown` that is installed. */
  constructor(bundler: string = rolldown) {
    this.#bundler = bundler;
    for (const name of copied)
      cpSync(join(scripts, name), join(this.folder, "scripts", name), { recursive: true });
    this.write("package.json", '{ "type": "module" }');
    this.write("tsconfig.json", "{}");
    this.write("src/cli/bin.ts", "export {};");
    for (const name of ["style.css", "index.html", "icon.svg"])
      this.write(`src/dashboard/page/${name}`, "");
    this.writeLockfile("1.0.0");
    this.addTool("npm", npm);
    this.addTool("ffmpeg", 'console.log("ffmpeg version 7.1");');
  }

  write(name: string, text: string): void {
    mkdirSync(dirname(join(this.folder, name)), { recursive: true });
    writeFileSync(join(this.folder, name), text);
  }

  writeLockfile(version: string): void {
    const packages = {
      "": {},
      "node_modules/needed": { version },
      "node_modules/refused": { version, optional: true },
    };
    this.write("package-lock.json", JSON.stringify({ packages }));
  }

  /** Puts a program of that source text into `tools`. */
  addTool(name: string, program: string): void {
    this.write(`tools/${name}`, `#!${process.execPath}\n${program}`);
    this.write("tools/tsc", tsc);
    this.write("tools/rolldown.js", this.#bundler);
    this.write("tools/node", `#!/bin/sh\nSTARTED_AS=$0 exec '${process.execPath}' "$@"`);
    this.write("tools/package.json", '{ "type": "module" }');
    for (const file of [name, "node"]) chmodSync(join(this.tools, file), 0o755);
  }

  /** The commands that npm was called with, a line for each. */
  npmLog(): string {
    return readFileSync(join(this.folder, "npm.log"), "utf8");
  }

  start(
    command: string,
    args: readonly string[],
    surroundings: CloneSurroundings = {},
  ): CommandRun {
    const child = spawn(command, args, {
      ...{ cwd: this.folder, env: { PATH: this.tools } },
      ...surroundings,
    });
    return new CommandRun(child, (exit) => exit);
  }

  /** Runs one of the clone's scripts with this Node, and with these variables beside the path. */
  async runNode(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<CommandExit> {
    return await this.start(process.execPath, args, { env: { PATH: this.tools, ...env } }).ended;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
