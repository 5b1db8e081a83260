import { execFile } from "node:child_process";
import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, afterAll, describe, expect, test } from "vitest";
import { notesOf } from "../../scripts/release/changelog.mjs";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "..", "..");
const CHANGELOG =
  "# Changelog\n\n## Unreleased\n\n## 1.2.3 - 2026-12-02\n\n### Added\n\n- A thing.\n";

describe("the notes of a version", () => {
  test("are the text below its heading", () => {
    expect(notesOf(CHANGELOG, "1.2.3")).toEqual({ notes: "### Added\n\n- A thing." });
  });

  test.each([
    ["2.0.0", CHANGELOG, 'no section "## 2.0.0'],
    ["1.2.3", CHANGELOG.replace(" - 2026-12-02", ""), "lacks its date"],
    ["1.2.3", CHANGELOG.replace("### Added\n", ""), "needs the groups"],
    ["1.2.3", CHANGELOG.replace("Added", "News"), "needs the groups"],
  ])("of %s are refused where something is wrong", (version, changelog, fault) => {
    expect(notesOf(changelog, version)).toEqual({ fault: expect.stringContaining(fault) });
  });
});

describe("npm run release", () => {
  let folder: Awaited<ReturnType<typeof temporaryFolder>>;

  beforeAll(async () => {
    folder = await temporaryFolder();
    const copied = [
      "scripts/release",
      "scripts/setup",
      "scripts/release.mjs",
      "README.md",
      "LICENSE",
    ];
    for (const name of [...copied, "package.json", "package-lock.json"])
      await cp(join(ROOT, name), join(folder.path, name), { recursive: true });
    const { version } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
    await writeFile(join(folder.path, "CHANGELOG.md"), CHANGELOG.replace("1.2.3", version));
    await git("init", "--quiet");
    await commit();
  });
  afterAll(async () => await folder[Symbol.asyncDispose]());

  async function git(...args: readonly string[]): Promise<string> {
    const who = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
    return (await run("git", [...who, ...args])).output;
  }

  async function commit(): Promise<void> {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "Try");
  }

  async function run(program: string, args: readonly string[]): Promise<Ended> {
    return await new Promise((resolve) => {
      execFile(program, args, { cwd: folder.path }, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
      );
    });
  }

  const release = async (...args: readonly string[]): Promise<Ended> =>
    await run(process.execPath, [join("scripts", "release.mjs"), ...args]);

  test("goes through all of it with --dry-run, and makes no tag", async () => {
    const { code, output } = await release("--dry-run", "--skip-checks");
    expect(output).toMatch(/^repository: WARNING: .* no provenance .*: npm pkg set repository/mu);
    expect(output).toMatch(/^pack: .*frameferry-.*\.tgz$/mu);
    expect(output).toMatch(/^sbom: .*\.cdx\.json, \d+ packages$/mu);
    expect(output).toMatch(/^tag: would run: git tag --annotate v/mu);
    expect(code).toBe(0);
    expect(await git("tag")).toBe("");
  });

  test("refuses to release what is not checked, or not committed", async () => {
    expect((await release("--skip-checks")).code).toBe(2);
    await writeFile(join(folder.path, "new.txt"), "");
    const { code, output } = await release("--dry-run", "--skip-checks");
    expect(code).toBe(1);
    expect(output).toContain("?? new.txt");
    await commit();
  });

  test("refuses a version that has its tag already", async () => {
    const { version } = JSON.parse(await readFile(join(folder.path, "package.json"), "utf8"));
    await git("tag", `v${version}`);
    const { code, output } = await release("--dry-run", "--skip-checks");
    expect(code).toBe(1);
    expect(output).toContain("exists already");
  });
});

interface Ended {
  readonly code: number;
  readonly output: string;
}
