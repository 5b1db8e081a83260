import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { SetupFailure } from "../setup/failure.mjs";
import { run } from "../setup/run.mjs";
import { notesOf } from "./changelog.mjs";

/**
 * @typedef {{ root: string, out: string, isDryRun: boolean, skipsChecks: boolean }} Release
 * @typedef {{ name: string, perform: (release: Release) => Promise<string> }} Step
 */

/** @type {readonly Step[]} What a release takes, in order; each step returns what it found or did. */
export const STEPS = [
  { name: "clean tree", perform: checkTree },
  { name: "repository", perform: async ({ root }) => repositoryOf(root) },
  { name: "version", perform: async ({ root }) => versionOf(root) },
  { name: "changelog", perform: async ({ root }) => checkChangelog(root) },
  { name: "no such tag yet", perform: checkTag },
  { name: "build", perform: (release) => check(release, "build") },
  { name: "package", perform: (release) => check(release, "check:package") },
  { name: "pack", perform: pack },
  { name: "sbom", perform: writeSbom },
  { name: "tag", perform: tag },
];

/** @param {Release} release */
async function checkTree({ root }) {
  const changed = await must(root, "git", ["status", "--porcelain"]);
  if (changed.trim() !== "")
    throw new SetupFailure(`the tree has changes that are not committed:\n${changed.trimEnd()}`, 1);
  return `at ${(await must(root, "git", ["rev-parse", "--short", "HEAD"])).trim()}`;
}

/** @param {string} root */
function versionOf(root) {
  const { version } = readJson(join(root, "package.json"));
  const locked = readJson(join(root, "package-lock.json")).version;
  if (version === locked) return version;
  const wayOut = "set both with `npm version --no-git-tag-version VERSION`.";
  throw new SetupFailure(
    `package.json is at ${version}, package-lock.json at ${locked}: ${wayOut}`,
    1,
  );
}

/**
 * Where the package comes from. Without it nothing is wrong before the workflow publishes.
 * @param {string} root
 */
function repositoryOf(root) {
  const { repository } = readJson(join(root, "package.json"));
  const url = typeof repository === "string" ? repository : repository?.url;
  if (url) return url;
  const wayOut = "npm pkg set repository.type=git repository.url=git+https://HOST/OWNER/NAME.git";
  return `WARNING: package.json names none, and npm publishes no provenance without it: ${wayOut}`;
}

/** @param {string} root */
function checkChangelog(root) {
  const found = notesOf(readFileSync(join(root, "CHANGELOG.md"), "utf8"), versionOf(root));
  if ("fault" in found) throw new SetupFailure(found.fault, 1);
  return `${found.notes.split("\n").length} lines`;
}

/** @param {Release} release */
async function checkTag({ root }) {
  const name = `v${versionOf(root)}`;
  if ((await must(root, "git", ["tag", "--list", name])).trim() === "") return name;
  throw new SetupFailure(`the tag ${name} exists already: raise the version.`, 1);
}

/**
 * @param {Release} release
 * @param {string} script
 */
async function check({ root, skipsChecks }, script) {
  if (skipsChecks) return `left out by --skip-checks: npm run ${script}`;
  await must(root, "npm", ["run", "--silent", script]);
  return `npm run ${script}`;
}

/** @param {Release} release */
async function pack({ root, out, skipsChecks }) {
  // With checks, `build` has made dist already; without, what is there is packed.
  const scripts = skipsChecks ? ["--ignore-scripts"] : [];
  await must(root, "npm", ["pack", "--silent", ...scripts, "--pack-destination", out]);
  const tarball = join(out, `frameferry-${versionOf(root)}.tgz`);
  if (!existsSync(tarball)) throw new SetupFailure(`npm pack left no ${tarball}.`, 1);
  return tarball;
}

/** @param {Release} release */
async function writeSbom({ root, out }) {
  const how = [
    "--loglevel=error",
    "--sbom-format",
    "cyclonedx",
    "--omit",
    "dev",
    "--package-lock-only",
  ];
  const text = await must(root, "npm", ["sbom", ...how]);
  const path = join(out, `frameferry-${versionOf(root)}.cdx.json`);
  const { components } = /** @type {{ components: unknown[] }} */ (JSON.parse(text));
  writeFileSync(path, text);
  return `${path}, ${components.length} packages`;
}

/** @param {Release} release */
async function tag({ root, isDryRun }) {
  const name = `v${versionOf(root)}`;
  const args = ["tag", "--annotate", name, "--message", `frameferry ${name}`];
  const push = `git push origin ${name}`;
  if (isDryRun) return `would run: git tag --annotate ${name}; ${push} then publishes`;
  await must(root, "git", args);
  return `${name}; nothing is published before: ${push}`;
}

/**
 * @param {string} root
 * @param {string} program
 * @param {string[]} args
 */
async function must(root, program, args) {
  const { ok, output } = await run(program, args, { cwd: root });
  if (ok) return output;
  throw new SetupFailure(`${program} ${args.join(" ")} failed:\n${output.trimEnd()}`, 1);
}

/**
 * @param {string} path
 * @returns {{ version: string, repository?: string | { url?: string } }}
 */
function readJson(path) {
  return /** @type {{ version: string, repository?: string | { url?: string } }} */ (
    JSON.parse(readFileSync(path, "utf8"))
  );
}
