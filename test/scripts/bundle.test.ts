import { once } from "node:events";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { cp, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { BUILT_PROGRAM, whyNoBuiltProgram } from "../support/program/built-program.ts";
import { type CommandExit, startProgram } from "../support/program/command-run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const why = whyNoBuiltProgram();
const [node = "", bin = ""] = BUILT_PROGRAM;

const IMAGE = Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=", "base64");

/** Number of files that a command of the built program loads, and how it ended. */
async function loadedBy(words: readonly string[], home: string): Promise<[number, CommandExit]> {
  const counter = join(root, "fixtures", "programs", "count-modules.cjs");
  const exit = await startProgram([node, "--require", counter, bin, ...words], home).ended;
  return [Number(/^loaded (\d+) files$/mu.exec(exit.stderr)?.[1]), exit];
}

/** A service that accepts everything. */
async function acceptingService(): Promise<AsyncDisposable & { readonly url: string }> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => response.end('{"ok":true}'));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe.skipIf(why !== undefined)("the built program", () => {
  test("loads three files to say its version, which is that of the package", async () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    await using home = await temporaryFolder();
    const [files, { stdout, exitCode }] = await loadedBy(["--version"], home.path);
    expect({ files, stdout, exitCode }).toEqual({ files: 3, stdout: `${version}\n`, exitCode: 0 });
  });

  test("loads at most five files to send an image", async () => {
    await using home = await temporaryFolder();
    await using service = await acceptingService();
    const image = join(home.path, "a.gif");
    await writeFile(image, IMAGE);
    const [files, { exitCode }] = await loadedBy(["send", image, "--to", service.url], home.path);
    expect(exitCode).toBe(0);
    expect(files).toBeLessThanOrEqual(5);
  });

  test("sends an image where none of the packages is installed, for it holds what that needs", async () => {
    await using folder = await temporaryFolder();
    await using service = await acceptingService();
    await cp(join(root, "dist", "cli"), join(folder.path, "dist", "cli"), { recursive: true });
    await cp(join(root, "package.json"), join(folder.path, "package.json"));
    await writeFile(join(folder.path, "a.gif"), IMAGE);
    const words = ["send", "a.gif", "--to", service.url, "--json"];
    const copied = [node, join(folder.path, "dist", "cli", "bin.js")];
    const state = join(folder.path, "state");
    const { exitCode, stdout } = await startProgram([...copied, ...words], state, {
      cwd: folder.path,
    }).ended;
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ landed: 1, delivered: 1 });
  });

  test("hands on the license of every package that it holds", () => {
    const notices = readFileSync(join(root, "dist/cli/program/THIRD-PARTY-NOTICES.txt"), "utf8");
    for (const name of packagesIn(join(root, "dist", "cli", "program"))) {
      expect(notices).toMatch(new RegExp(`^${name} \\d`, "mu"));
    }
  });

  test("has source maps that lead to its source", () => {
    const sources = mappedSources(join(root, "dist", "cli", "program"));
    const ours = sources.filter((path) => !path.includes("node_modules"));
    expect(ours.length).toBeGreaterThan(300);
    expect(ours.filter((path) => !/[/\\]src[/\\].+\.ts$/u.test(path) || !existsSync(path))).toEqual(
      [],
    );
  });

  test("has no module beside the bundle that it is made of", () => {
    const cli = readdirSync(join(root, "dist", "cli")).toSorted();
    expect(cli).toEqual(["bin.js", "bin.js.map", "package.json", "program"]);
  });
});

test.skipIf(why !== undefined)("the library works without the program", async () => {
  await using folder = await temporaryFolder();
  const filter = (path: string): boolean => path !== join(root, "dist", "cli");
  await cp(join(root, "dist"), join(folder.path, "dist"), { recursive: true, filter });
  await cp(join(root, "package.json"), join(folder.path, "package.json"));
  await symlink(join(root, "node_modules"), join(folder.path, "node_modules"));
  const script =
    'const { sendFiles } = await import("./dist/index.js"); console.log(typeof sendFiles)';
  const words = [node, "--input-type=module", "--eval", script];
  const { stdout } = await startProgram(words, folder.path, { cwd: folder.path }).ended;
  expect(stdout).toBe("function\n");
});

/** Absolute paths of the sources that the maps of a folder name. */
function mappedSources(folder: string): readonly string[] {
  const maps = readdirSync(folder).filter((name) => name.endsWith(".map"));
  return maps.flatMap((name) => {
    const { sources } = JSON.parse(readFileSync(join(folder, name), "utf8")) as Sources;
    return sources.filter((source) => source.includes("/")).map((source) => join(folder, source));
  });
}

interface Sources {
  readonly sources: readonly string[];
}

function packagesIn(folder: string): ReadonlySet<string> {
  const name = /node_modules\/((?:@[^/]+\/)?[^/]+)\//u;
  return new Set(mappedSources(folder).flatMap((path) => name.exec(path)?.[1] ?? []));
}
