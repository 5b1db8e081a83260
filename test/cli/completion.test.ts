import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { BUILT_BIN, whyNoBuiltProgram } from "../support/program/built-program.ts";
import { runMain } from "../support/program/run-main.ts";

/** What the program answers to a press of Tab: words, and what the shell may offer otherwise. */
async function suggestions(...typed: readonly string[]): Promise<readonly string[]> {
  const { stdout, exitCode } = await runMain("complete", "--", ...typed);
  expect(exitCode).toBe(0);
  return stdout
    .trimEnd()
    .split("\n")
    .map((line) => line.split("\t", 1)[0] ?? "");
}

const [FILES, NOTHING, FOLDERS] = [":0", ":4", ":16"];

describe("a press of Tab", () => {
  beforeEach(() => void vi.stubEnv("FRAMEFERRY_STATE", undefined));

  test("completes commands, with what they do", async () => {
    expect(await suggestions("wat")).toEqual(["watch", NOTHING]);
    expect(await suggestions("help", "do")).toEqual(["doctor", NOTHING]);
    const { stdout } = await runMain("complete", "--", "serve");
    expect(stdout).toBe(
      `serve\trun the built-in demo service, which measures each frame it gets\n${NOTHING}\n`,
    );
  });

  test("completes flags of the command, without those that are given already", async () => {
    expect(await suggestions("run", "--form")).toEqual(["--format", NOTHING]);
    expect(await suggestions("run", "clip.mp4", "--format", "png", "--form")).toEqual([NOTHING]);
    expect(await suggestions("send", "--keyf")).toEqual([NOTHING]);
    expect(await suggestions("run", "--to", "http://a", "--t")).toContain("--to");
    expect(await suggestions("--vers")).toEqual(["--version", NOTHING]);
  });

  test("completes the values that an option knows", async () => {
    expect(await suggestions("run", "--format", "")).toEqual(["jpg", "png", "webp", NOTHING]);
    expect(await suggestions("send", "-p", "kse")).toEqual(["kserve-v2", NOTHING]);
    expect(await suggestions("watch", "--when-full", "drop-o")).toEqual(["drop-oldest", NOTHING]);
    expect(await suggestions("export", "--format=co")).toEqual(["coco", NOTHING]);
    expect(await suggestions("completion", "")).toEqual([
      ...["bash", "zsh", "fish", "powershell"],
      NOTHING,
    ]);
    expect(await suggestions("run", "--fps", "")).toEqual([NOTHING]);
  });

  test("leaves files and folders to the shell, where they are wanted", async () => {
    expect(await suggestions("run", "")).toEqual([FILES]);
    expect(await suggestions("run", "clip.mp4", "--results", "")).toEqual([FILES]);
    expect(await suggestions("watch", "")).toEqual([FOLDERS]);
    expect(await suggestions("run", "--frames", "")).toEqual([FOLDERS]);
    expect(await suggestions("watch", "in", "--to", "http://a", "--", "sl")).toEqual([FILES]);
  });

  test("completes the names of jobs on record", async () => {
    await using state = await temporaryFolder();
    await mkdir(join(state.path, "jobs", "clip.mp4-e4d28772"), { recursive: true });
    expect(await suggestions("report", "--state", state.path, "cl")).toEqual([
      "clip.mp4-e4d28772",
      FILES,
    ]);
    vi.stubEnv("FRAMEFERRY_STATE", state.path);
    expect(await suggestions("failures", "")).toEqual(["clip.mp4-e4d28772", FILES]);
    vi.stubEnv("FRAMEFERRY_STATE", join(state.path, "none"));
    expect(await suggestions("failures", "")).toEqual([FILES]);
  });

  test("says nothing of what nobody knows", async () => {
    expect(await suggestions("nonsense", "")).toEqual([NOTHING]);
    expect(await suggestions("run", "--nonsense", "--form")).toEqual(["--format", NOTHING]);
  });
});

describe("the script", () => {
  test("is there for each shell, and other shells are refused by name", async () => {
    for (const shell of ["bash", "zsh", "fish", "powershell"])
      expect((await runMain("completion", shell)).stdout).toMatch(/complete (?:--|'--')/u);
    const { exitCode, stderr } = await runMain("completion", "tcsh");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("bash, zsh, fish, powershell");
  });

  test("can be sourced twice in one bash, and beside another program's", async () => {
    const { stdout: completion } = await runMain("completion", "bash");
    const others = "readonly ShellCompDirectiveError=1";
    const commands = `${others}\n${completion}\n${completion}\necho $__frameferry_directive_Error`;
    const { stdout, stderr } = await promisify(execFile)("bash", ["-c", commands]);
    expect({ stdout, stderr }).toEqual({ stdout: "1\n", stderr: "" });
  });

  const isMissing = !existsSync("/usr/share/bash-completion/bash_completion");
  test.skipIf(isMissing || whyNoBuiltProgram() !== undefined)(
    "lets a real bash complete options, values and folders (needs bash-completion)",
    async () => {
      await using home = await temporaryFolder();
      await symlink(BUILT_BIN, join(home.path, "frameferry"));
      await mkdir(join(home.path, "incoming"));
      await writeFile(join(home.path, "inner.txt"), "");
      expect(await inBash(home.path, "run clip.mp4 --form")).toBe("--format");
      expect(await inBash(home.path, "run clip.mp4 --protocol kse")).toBe("kserve-v2");
      expect(await inBash(home.path, "watch in")).toBe("incoming");
    },
  );
});

/** What bash offers behind the words of a command line, the last of which is being typed. */
async function inBash(folder: string, line: string): Promise<string> {
  const script = `
    source /usr/share/bash-completion/bash_completion
    source <(frameferry completion bash)
    compopt() { :; }
    COMP_LINE="frameferry ${line}" COMP_POINT=\${#COMP_LINE} COMP_WORDS=(frameferry ${line})
    COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))
    __frameferry_complete
    printf %s "\${COMPREPLY[*]}"`;
  const path = [folder, process.execPath.replace(/\/[^/]+$/u, ""), process.env["PATH"]];
  const env = { ...process.env, PATH: path.join(delimiter) };
  const { stdout } = await promisify(execFile)("bash", ["-c", script], { cwd: folder, env });
  return stdout;
}
