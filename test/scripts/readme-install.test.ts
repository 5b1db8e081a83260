import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { delimiter, join } from "node:path";
import { expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { startProgram } from "../support/program/command-run.ts";
import { codeBlocks, readReadme } from "../support/docs/readme.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";

const repository = join(import.meta.dirname, "..", "..");

/**
 * Makes a clone of the repository that is set up as far as this one is. Its packages are this one's; its record of
 * the build is its own, and holds only where copies have the very times of their originals, which `cp -a` sees to.
 */
function makeClone(clone: string): void {
  mkdirSync(join(clone, "node_modules", ".cache"), { recursive: true });
  const names = ["package.json", "package-lock.json", "tsconfig.json", "scripts", "src", "dist"];
  execFileSync("cp", ["-a", ...names.map((name) => join(repository, name)), clone]);
  const modules = join(repository, "node_modules");
  for (const name of readdirSync(modules).filter((entry) => entry !== ".cache"))
    symlinkSync(join(modules, name), join(clone, "node_modules", name));
  const cache = join(".cache", "frameferry");
  cpSync(join(modules, cache), join(clone, "node_modules", cache), { recursive: true });
}

/** The environment of a user who has never heard of npm's scripts or of this clone's tools. */
function userEnvironment(home: string): NodeJS.ProcessEnv {
  const ofNpm = Object.keys(process.env).filter((name) => /^npm_|^INIT_CWD$/iu.test(name));
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const path = folders.filter((folder) => !folder.startsWith(repository));
  return {
    ...Object.fromEntries(ofNpm.map((name) => [name, undefined])),
    HOME: home,
    // On the path already: else a test that root runs would leave its link in /usr/local/bin.
    PATH: [join(home, ".local", "bin"), ...path].join(delimiter),
  };
}

test("after the README's lines, typed into a shell, `frameferry` delivers a video from any folder", async () => {
  await using folder = await temporaryFolder();
  const [home, clone] = [join(folder.path, "home"), join(folder.path, "a clone")];
  makeClone(clone);
  mkdirSync(home);
  cpSync(fixtureVideoPath(CFR_VIDEO.fileName), join(home, "clip.mp4"));
  const lines = codeBlocks(await readReadme(), "sh").find((code) =>
    code.includes("install-command"),
  );
  const script = `${lines}
    cd ~ && frameferry run clip.mp4 --demo --quiet --json
    echo "exit code $?"
    cd - >&2 && npm run --silent uninstall-command >&2
    ls ~/.local/bin`;
  const environment = userEnvironment(home);
  const shell = startProgram(["sh", "-c", script], home, { environment, cwd: clone });
  const { stdout, stderr } = await shell.ended;
  const summary = stdout.split("\n").find((line) => line.startsWith("{")) ?? stderr;
  expect(JSON.parse(summary)).toMatchObject({ delivered: CFR_VIDEO.frameCount, failed: 0 });
  expect(stdout).toMatch(/\nexit code 0\n$/u);
});
