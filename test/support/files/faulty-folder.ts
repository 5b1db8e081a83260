import { execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** A call on a path below the root that fails with an error of the system, such as `EIO`. */
export interface CallFault {
  readonly call: "lstat" | "open" | "read" | "readdir";
  readonly error: string;
  /** Begins with a slash. */
  readonly path: string;
}

/** A folder, and a read-only view of it on a file system that fails as it is told to. */
export interface FaultyFolder extends AsyncDisposable {
  /** Absolute path of the folder itself, to write to. */
  readonly behind: string;
  /** Absolute path of the view. */
  readonly path: string;
  /** From now on these calls fail, and no others. */
  fail(faults: readonly CallFault[]): void;
  /** The faults that were met so far, each as `lstat EIO /a.jpg`. */
  readonly fired: readonly string[];
}

const PROGRAM = join(import.meta.dirname, "../../../fixtures/programs/faulty-folder.py");
/** Debian's packages belong to this one. */
const PYTHON = "/usr/bin/python3";

/** Why there can be no such folder here, as a sentence; `undefined` when there can. */
export function whyNoFaultyFolder(): string | undefined {
  if (!existsSync("/dev/fuse") || process.getuid?.() !== 0)
    return "A faulty folder needs /dev/fuse, and root to mount it";
  if (spawnSync(PYTHON, ["-c", "import fusepy"]).status === 0) return undefined;
  return "A faulty folder needs fusepy: apt-get install python3-fusepy";
}

/** @param hasTypes whether its listings tell files from folders, as those of most disks do. */
export async function faultyFolder({ hasTypes = false } = {}): Promise<FaultyFolder> {
  const home = await mkdtemp(join(tmpdir(), "frameferry-faulty-"));
  const [behind = "", path = "", faults = "", fired = ""] = [
    "behind",
    "view",
    "faults",
    "fired",
  ].map((name) => join(home, name));
  for (const folder of [behind, path]) mkdirSync(folder);
  for (const file of [faults, fired]) writeFileSync(file, "");
  const words = [PROGRAM, behind, path, faults, fired, ...(hasTypes ? ["--types"] : [])];
  const server = spawn(PYTHON, words, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(server, "exit");
  await Promise.race([once(server.stdout, "data"), ended]);
  return {
    behind,
    path,
    fail: (wanted) => {
      writeFileSync(`${faults}.new`, wanted.map(lineOf).join(""));
      renameSync(`${faults}.new`, faults);
    },
    get fired() {
      return readFileSync(fired, "utf8").split("\n").slice(0, -1);
    },
    [Symbol.asyncDispose]: async () => {
      // Lazily: a process that a failed test left behind must not keep the mount.
      await promisify(execFile)("umount", ["-l", path]);
      await ended;
      await rm(home, { recursive: true, force: true });
    },
  };
}

function lineOf({ call, error, path }: CallFault): string {
  return `${call} ${error} ${path}\n`;
}
