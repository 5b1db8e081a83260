import { type ChildProcess, spawn } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { hasShell } from "../core/platform/child-programs.ts";
import { isAbsence } from "../core/files/system-error.ts";

/**
 * Starts a program in its own session that does nothing before `whenReady` has returned: if this process
 * dies before, the program never runs.
 *
 * A shell waits on a pipe, and then becomes the program, under the same process id. Windows needs no gate:
 * there Node puts its children, though not theirs, into a job that ends with it.
 *
 * @param whenReady called with its process id.
 * @throws the system's error if there is no such program (`ENOENT`), or it may not run (`EACCES`).
 */
export async function startGated(
  command: readonly string[],
  whenReady: (pid: number) => void,
): Promise<ChildProcess> {
  const [program = "", ...args] = command;
  if (!hasShell()) {
    const child = spawn(program, args, { stdio: ["inherit", 2, 2] });
    await once(child, "spawn");
    return child;
  }
  // The shell's exit code 127 could not be told from that of the program.
  await refuseUnusable(program);
  const child = spawn("/bin/sh", ["-c", GATE, ...command], {
    stdio: ["inherit", 2, 2, "pipe"],
    detached: true,
  });
  if (child.pid === undefined) throw (await once(child, "error"))[0];
  const gate = child.stdio[3] as NodeJS.WritableStream & { end(text: string): void };
  gate.on("error", () => {});
  whenReady(child.pid);
  gate.end("go\n");
  await once(child, "spawn");
  return child;
}

const GATE = 'read -r go <&3 || exit 1; exec 3<&-; exec "$0" "$@"';

/** Looks a program up as execvp(3) does. */
async function refuseUnusable(program: string): Promise<void> {
  const folders = program.includes("/") ? [""] : (process.env["PATH"] ?? "").split(delimiter);
  let code = "ENOENT";
  for (const folder of folders) {
    const path = folder === "" ? program : join(folder, program);
    const stats = await stat(path).catch((error: unknown) => {
      if (!isAbsence(error)) code = (error as NodeJS.ErrnoException).code ?? code;
      return null;
    });
    if (stats === null) continue;
    const isAllowed = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (stats.isFile() && isAllowed) return;
    code = "EACCES";
  }
  throw Object.assign(new Error(`${program} cannot be run`), { code });
}
