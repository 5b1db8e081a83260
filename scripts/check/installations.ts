import assert from "node:assert/strict";
import { execPath } from "node:process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { call, mustCall, root } from "./call.ts";

const QUIET = ["--loglevel=error", "--no-audit", "--no-fund", "--prefer-offline"];
const VIDEO = join(root, "fixtures", "videos", "cfr.mp4");
const DELIVER = join(import.meta.dirname, "deliver-video.mjs");
const { optionalDependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  readonly optionalDependencies: Readonly<Record<string, string>>;
};

/**
 * Installs the command globally with a Node, and delivers a video with it.
 *
 * @param folder an empty place.
 * @param nodeFolder folder of the Node. @default that of this Node
 */
export function globalInstallation(
  tarball: string,
  folder: string,
  nodeFolder: string = dirname(execPath),
): string {
  mkdirSync(folder);
  const install = ["install", "--global", "--prefix", folder, ...QUIET, tarball];
  mustCall("npm", install, folder, nodeFolder);
  const command = join(folder, "bin", "frameferry");
  const { stdout } = mustCall(command, ["help", "folders"], folder, nodeFolder);
  assert.match(stdout, /^WATCHING FOLDERS$/mu);
  const pages = readdirSync(join(folder, "share", "man", "man1"));
  assert.ok(pages.includes("frameferry-run.1"), `manual pages: ${pages.join(", ")}`);
  // npm leaves out what does not fit the Node that it runs on, without a word.
  const modules = join(folder, "lib", "node_modules", "frameferry", "node_modules");
  for (const name of optionalPackages()) readdirSync(join(modules, name));
  const { node, frames } = deliver(command, folder, nodeFolder);
  return `Node ${node}: ${pages.length} manual pages, ${frames} frames delivered`;
}

/** Installs without optional packages, delivers a video, and looks how what needs them says so. */
export function smallInstallation(tarball: string, folder: string): string {
  mkdirSync(folder);
  writeFileSync(join(folder, "package.json"), "{}");
  mustCall("npm", ["install", "--omit=optional", ...QUIET, tarball], folder);
  const modules = join(folder, "node_modules");
  for (const name of optionalPackages())
    assert.throws(() => readdirSync(join(modules, name)), { code: "ENOENT" });
  const command = join(modules, ".bin", "frameferry");
  const { frames } = deliver(command, folder);
  const needing = {
    preview: ["preview", VIDEO],
    "--dashboard": ["run", VIDEO, "--to", "http://127.0.0.1:9", "--dashboard", "0"],
  };
  for (const [what, args] of Object.entries(needing)) {
    const { status, stderr } = call(command, args, folder);
    assert.equal(status, 5, stderr);
    const sentence = `${what} needs the packages? [a-z, -]*sharp, which (?:is|are) not installed`;
    assert.match(stderr, new RegExp(`${sentence} \\[ERR_PACKAGE_MISSING\\]\\n  run .npm install`));
  }
  return `${countPackages(modules)} packages, ${frames} frames delivered`;
}

/** How many packages npm has put there, the package itself among them. */
export function countPackages(modules: string): number {
  const record = readFileSync(join(modules, ".package-lock.json"), "utf8");
  return Object.keys((JSON.parse(record) as { packages: object }).packages).length;
}

/** The binary of ffmpeg-static comes from elsewhere, and may be missing. */
function optionalPackages(): readonly string[] {
  return Object.keys(optionalDependencies).filter((name) => name !== "ffmpeg-static");
}

interface Delivery {
  /** Version of the Node. */
  readonly node: string;
  readonly frames: number;
}

function deliver(command: string, folder: string, nodeFolder?: string): Delivery {
  const { stdout } = mustCall("node", [DELIVER, command, VIDEO], folder, nodeFolder);
  const { node, received, delivered } = JSON.parse(stdout) as Record<string, unknown>;
  assert.ok(typeof received === "number" && received > 0, stdout);
  assert.equal(delivered, received);
  return { node: String(node), frames: received };
}
