import { execFile } from "node:child_process";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Command, type Option } from "commander";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { addCommands } from "../src/cli/commands/commands.ts";
import { EXIT_CODE_MEANINGS } from "../src/cli/process/exit-codes.ts";
import { CFR_VIDEO } from "../scripts/fixtures/fixture-videos.ts";
import { startCollector } from "./support/services/collector.ts";
import { codeBlocks, programLines, readPages, readReadme } from "./support/docs/readme.ts";

const ROOT = new URL("..", import.meta.url);
const readme = await readReadme();
const pages = await readPages();

/** Options of gunicorn and uvicorn, the soak and the check of the pages. */
const OPTIONS_OF_OTHERS = [
  "--threads",
  "--worker-class",
  ...["--bind", "--uds"],
  "--workers",
  "--quick",
  "--write",
  "--demo-cluster",
  ...["--unix-socket", "--now"],
  // Of npm run scale.
  ...["--cameras", "--frame-kb", "--stream-fps", "--disk", "--network", "--cut", "--catch-up"],
  ...["--spool", "--measure"],
  // Of npm install.
  "--omit",
];

/** Each command with its options, as commander knows them. */
const COMMANDS = new Map(
  programWithCommands().commands.map((command) => [command.name(), command.options] as const),
);

function programWithCommands(): Command {
  const program = new Command();
  addCommands(program, [], () => {});
  return program;
}

function longNames(command: string): readonly string[] {
  const options = COMMANDS.get(command);
  if (options === undefined) throw new Error(`there is no command ${command}`);
  return options.flatMap(({ long }) => long ?? []);
}

describe("the README", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "frameferry-readme-"));
  });
  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("has a library example that delivers every frame when it is run as it stands", async () => {
    await using service = await startCollector({});
    await copyFile(
      new URL(`fixtures/videos/${CFR_VIDEO.fileName}`, ROOT),
      join(folder, "clip.mp4"),
    );
    const example = codeBlocks(readme, "ts")[0] ?? "";
    const pointed = example
      .replace('"frameferry"', JSON.stringify(new URL("src/index.ts", ROOT).href))
      .replace("http://127.0.0.1:8000/predict", service.url);
    await writeFile(join(folder, "example.ts"), pointed);
    const env = { ...process.env, XDG_STATE_HOME: folder };
    const { stdout } = await promisify(execFile)(process.execPath, ["example.ts"], {
      cwd: folder,
      env,
    });
    const lines = stdout.trim().split("\n");
    expect(lines.at(-1)).toBe(`${lines.length - 1} of ${lines.length - 1} delivered`);
    expect(service.requestCount).toBe(lines.length - 1);
    expect(lines.length).toBeGreaterThan(10);
  });

  it("lists the exit codes that the program has, in the same words", () => {
    const table = readme.replaceAll(/ +/gu, " ");
    for (const [code, meaning] of EXIT_CODE_MEANINGS) {
      expect(table).toContain(`| ${code} | ${meaning} |`);
    }
  });
});

describe("the pages", () => {
  it.each(pages.map(({ path, text }) => [path, text]))(
    "name no option that does not exist: %s",
    (_, text) => {
      const known = [...COMMANDS.keys()].flatMap(longNames);
      const named = new Set(text.match(/--[a-z][\w-]+/gu));
      for (const flag of [...known, "--help", ...OPTIONS_OF_OTHERS]) named.delete(flag);
      expect([...named]).toEqual([]);
    },
  );

  it.each([...COMMANDS.keys()])("give %s no option that only others have", (command) => {
    const lines = pages
      .flatMap(({ text }) => programLines(text))
      .flatMap((line) => new RegExp(`frameferry ${command}\\b.*`, "u").exec(line) ?? [])
      // What stands behind the dashes is another program's.
      .map((line) => line.split(" -- ")[0] ?? "");
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines)
      for (const flag of line.match(/--[a-z][\w-]+/gu) ?? [])
        expect(longNames(command)).toContain(flag);
  });

  it("list every option of every command on the page of the command line, and no other", () => {
    const listed = optionRows().flatMap(({ flag, commands }) =>
      commands.map((command) => `${command} ${flag}`),
    );
    const real = [...COMMANDS.keys()].flatMap((command) =>
      longNames(command).map((flag) => `${command} ${flag}`),
    );
    expect(listed.toSorted()).toEqual(real.toSorted());
  });

  it("give each number that an option has by default as the program does", () => {
    const numbers = optionRows().flatMap(({ flag, commands, meaning }) =>
      commands.flatMap((command) => {
        const { description = "" } = findOption(command, flag) ?? {};
        const number = /\(default: (\d[^,)]*)/u.exec(description)?.[1];
        return number === undefined ? [] : [{ flag, number, meaning }];
      }),
    );
    expect(numbers.length).toBeGreaterThan(10);
    const isSaid = ({ number, meaning }: { readonly number: string; readonly meaning: string }) =>
      meaning.replaceAll(" ", "").includes(`default:${number.replaceAll(" ", "")}`);
    expect(numbers.filter((one) => !isSaid(one))).toEqual([]);
  });
});

/** The tables of options. */
function optionRows() {
  const text = pages.find(({ path }) => path === "src/cli/README.md")?.text ?? "";
  const rows = text.matchAll(/^\| `(?:-\w, )?(--[\w-]+)[^`]*` \| ([a-z, ]+) \| (.*) \|$/gmu);
  return [...rows].map(([, flag = "", commands = "", meaning = ""]) => ({
    flag,
    commands: commands.split(", "),
    meaning,
  }));
}

function findOption(command: string, flag: string): Option | undefined {
  return COMMANDS.get(command)?.find(({ long }) => long === flag);
}
