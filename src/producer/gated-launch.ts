import { type ChildProcess, spawn } from "node:child_process";
import { access, constants, stat } from "node:fs/promises";
import { once } from "node:events";
import { delimiter, join } from "node:path";
import { isAbsence } from "../core/system-error.ts";

/**
 * Starts a program in a session of its own that does nothing before `whenReady` has returned: whatever
 * becomes of us until then, it never runs.
 *
 * A shell waits in its place on a pipe of ours, and then becomes the program, under the same process
 * number. Windows needs no gate: there Node puts its children into a job that ends with it.
 *
 * @param whenReady gets its process number.
 * @throws the system's error when there is no such program (`ENOENT`), or it may not run (`EACCES`).
 */
export async function startGated(
  words: readonly string[],
  whenReady: (pid: number) => void,
): Promise<ChildProcess> {
  const [program = "", ...rest] = words;
  if (process.platform === "win32") {
    const child = spawn(program, rest, { stdio: ["inherit", 2, 2] });
    await once(child, "spawn");
    return child;
  }
  // Behind the shell nobody could tell a missing program from one that ends with 127.
  await refuseUnusable(program);
  const child = spawn("/bin/sh", ["-c", GATE, ...words], {
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

/** As execvp(3) looks for a program. */
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
