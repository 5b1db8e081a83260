import { spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** A service in a process of its own; disposing of it stops it and waits. */
export interface AnnouncedService extends AsyncDisposable {
  /** To write a path behind: `http://127.0.0.1:40123`, or `unix:/tmp/service.sock:`. */
  readonly url: string;
  /** Of the process that was started. */
  readonly pid: number;
}

/** A program that serves, and says on standard error at which address. */
export interface Announcing {
  readonly command: readonly string[];
  readonly cwd?: string;
  readonly env: NodeJS.ProcessEnv;
  /** Route that answers 200 once the service is up. */
  readonly healthRoute: string;
}

type Server = ChildProcessByStdio<null, null, Readable>;

const START_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 5_000;

/** Starts a service and waits until it is up. */
export async function startAnnounced(
  { command, cwd, env, healthRoute }: Announcing,
  signal?: AbortSignal,
): Promise<AnnouncedService> {
  signal?.throwIfAborted();
  const [program = "", ...args] = command;
  const child = spawn(program, args, { cwd, env, stdio: ["ignore", "ignore", "pipe"] });
  // A test run that ends early must not leave services behind.
  const killAtExit = (): boolean => child.kill("SIGKILL");
  process.once("exit", killAtExit);
  const stop = async (): Promise<void> => {
    await stopProcess(child);
    process.off("exit", killAtExit);
  };
  const deadline = AbortSignal.any([
    AbortSignal.timeout(START_TIMEOUT_MS),
    ...(signal ? [signal] : []),
  ]);
  try {
    const place = await announcedPlace(child, deadline);
    await waitUntilHealthy({ ...place, path: healthRoute }, deadline);
    const url = "port" in place ? `http://127.0.0.1:${place.port}` : `unix:${place.socketPath}:`;
    return { url, pid: child.pid ?? -1, [Symbol.asyncDispose]: stop };
  } catch (cause) {
    await stop();
    throw new Error(`The service did not start: ${command.join(" ")}`, { cause });
  }
}

/** Servers that are told port 0 choose a free one, and log it; so no port can be taken in between. */
function announcedPlace(child: Server, signal: AbortSignal): Promise<Place> {
  return new Promise((resolve, reject) => {
    const log: string[] = [];
    child.once("error", reject);
    child.once("close", (exitCode) =>
      reject(new Error(`It ended with exit code ${exitCode}:\n${log.join("\n")}`)),
    );
    signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    // Reading on after the line was found keeps the pipe from filling up.
    createInterface(child.stderr).on("line", (line) => {
      log.push(line);
      const [, port] = /http:\/\/127\.0\.0\.1:([1-9]\d*)/.exec(line) ?? [];
      const [, socketPath] = /unix(?::| socket )(\/\S+)/.exec(line) ?? [];
      if (socketPath !== undefined) resolve({ socketPath });
      else if (port !== undefined) resolve({ host: "127.0.0.1", port: Number(port) });
    });
  });
}

type Place = { readonly host: string; readonly port: number } | { readonly socketPath: string };

async function waitUntilHealthy(
  question: Place & { readonly path: string },
  signal: AbortSignal,
): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    if ((await statusOf(question, signal).catch(() => null)) === 200) return;
    await sleep(50, undefined, { signal });
  }
}

async function statusOf(
  question: Place & { readonly path: string },
  signal: AbortSignal,
): Promise<number | undefined> {
  const request = get({ ...question, agent: false, signal });
  const [response] = (await once(request, "response")) as [IncomingMessage];
  response.resume();
  await once(response, "end");
  return response.statusCode;
}

async function stopProcess(child: Server): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "close");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
  await ended;
  clearTimeout(timer);
}
