import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { bundleProgram } from "./bundle.mjs";
import { SetupFailure, say } from "./failure.mjs";
import { bundlePage } from "./page.mjs";
import { rewriteImports } from "./rewrite-imports.mjs";
import { run as runTool } from "./run.mjs";

const binPath = join("dist", "cli", "bin.js");
// In node_modules, so that a new compiler means a new build.
const stampPath = join("node_modules", ".cache", "frameferry", "build");

/** @param {string} root */
export async function isDone(root) {
  if (!existsSync(join(root, binPath))) return false;
  const stamp = join(root, stampPath);
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint(root);
}

/**
 * Compiles src into dist, and bundles the program there. The old dist stays in its place until the new one is whole.
 * @param {string} root
 */
export async function run(root) {
  say("building (tsc)");
  const made = fingerprint(root);
  const fresh = join(root, `.dist-${process.pid}`);
  try {
    await compile(root, fresh);
    rewriteImports(fresh);
    copyData(join(root, "src"), fresh);
    // Needs a package, and so does not load before the installation.
    const { writeHelp } = await import("./help.mjs");
    await writeHelp(root, fresh);
    const whyNoBundle = (await bundlePage(root, fresh)) ?? (await bundleProgram(root, fresh));
    if (whyNoBundle !== null)
      say(
        `the bundler does not run here, so the program starts more slowly and its dashboard has no page: ${whyNoBundle}`,
      );
    replace(join(root, "dist"), fresh);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  if (existsSync(join(root, binPath))) chmodSync(join(root, binPath), 0o755);
  mkdirSync(dirname(join(root, stampPath)), { recursive: true });
  writeFileSync(join(root, stampPath), made);
}

/**
 * @param {string} root
 * @param {string} outDir
 */
async function compile(root, outDir) {
  const tsc = join(root, "node_modules", "typescript", "bin", "tsc");
  const project = join(root, "scripts", "tsconfig.build.json");
  const args = [tsc, "--project", project, "--outDir", outDir];
  const { ok, output } = await runTool(process.execPath, args, { cwd: root });
  if (!ok) throw new SetupFailure(`the source does not compile:\n${output}`, 1);
}

/**
 * Copies what is published besides code, such as a schema, a dashboard or a font.
 * @param {string} src
 * @param {string} outDir
 */
function copyData(src, outDir) {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" });
  const isData = (/** @type {string} */ name) =>
    /\.(?:json|yml|ttf|conf|txt)$/u.test(name) && basename(name) !== "tsconfig.json";
  for (const file of files.filter(isData)) {
    mkdirSync(dirname(join(outDir, file)), { recursive: true });
    copyFileSync(join(src, file), join(outDir, file));
  }
}

/**
 * @param {string} target
 * @param {string} fresh
 */
function replace(target, fresh) {
  const old = `${fresh}-old`;
  if (existsSync(target)) renameSync(target, old);
  renameSync(fresh, target);
  rmSync(old, { recursive: true, force: true });
}

/**
 * Name, size and time of everything the build reads: it differs too when a file is gone or older.
 * @param {string} root
 */
function fingerprint(root) {
  const sources = readdirSync(join(root, "src"), { recursive: true });
  const files = sources.map((name) => join("src", String(name)));
  const ownScripts = [
    ...["bundle", "bundle-plugins", "help", "license-notices", "manual-page", "page", "page-text"],
    "rewrite-imports",
  ];
  files.push(...ownScripts.map((name) => join("scripts", "setup", `${name}.mjs`)));
  files.push("package.json", "tsconfig.json", join("scripts", "tsconfig.build.json"));
  return files
    .toSorted()
    .map((file) => ({ file, stat: statSync(join(root, file)) }))
    .filter(({ stat }) => stat.isFile())
    .map(({ file, stat }) => `${file} ${stat.size} ${stat.mtimeMs}`)
    .join("\n");
}
