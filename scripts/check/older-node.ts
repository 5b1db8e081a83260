import { existsSync } from "node:fs";
import { join } from "node:path";
import { call, root, userPath } from "./call.ts";

interface Node {
  readonly path: string;
  readonly version: string;
}

/** A Node on the machine that is too old to run frameferry, to see how it is told. */
export function olderNode(): Node | undefined {
  return userPath()
    .map((folder) => join(folder, "node"))
    .filter((path) => existsSync(path))
    .map((path) => ({
      path,
      version: call(path, ["-p", "process.versions.node"], root).stdout.trim(),
    }))
    .find(({ version }) => isTooOld(version));
}

function isTooOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < 22 || (major === 22 && minor < 22);
}
