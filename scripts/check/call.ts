import { spawnSync } from "node:child_process";
import { delimiter, dirname, join } from "node:path";

/** The folder that holds package.json. */
export const root: string = join(import.meta.dirname, "..", "..");

export interface Called {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program as a user of the package would: without this clone's tools.
 *
 * @param nodeFolder folder of the Node that the user has. @default that of this Node
 */
export function call(
  command: string,
  args: readonly string[],
  cwd: string,
  nodeFolder: string = dirname(process.execPath),
): Called {
  const env = userEnvironment(nodeFolder);
  const options = { cwd, env, encoding: "utf8", timeout: 300_000 } as const;
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    ...options,
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (error) throw new Error(`${command} ${args.join(" ")}: ${error.message}`, { cause: error });
  return { status, stdout, stderr };
}

/** As `call`. @throws where the program fails. */
export function mustCall(
  command: string,
  args: readonly string[],
  cwd: string,
  nodeFolder?: string,
): Called {
  const called = call(command, args, cwd, nodeFolder);
  if (called.status === 0) return called;
  const said = `${called.stdout}${called.stderr}`.trim();
  throw new Error(`${command} ${args.join(" ")} exited with ${called.status}\n${said}`);
}

/** The folders of the path that are not this clone's own. */
export function userPath(): string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  return folders.filter((folder) => !folder.startsWith(root));
}

/** npm tells its scripts where the clone is; an install elsewhere must not hear of it. */
function userEnvironment(nodeFolder: string): NodeJS.ProcessEnv {
  const entries = Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/i.test(name));
  const path = [nodeFolder, ...userPath()].join(delimiter);
  return { ...Object.fromEntries(entries), PATH: path };
}
