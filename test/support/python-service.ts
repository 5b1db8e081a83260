import { spawn, spawnSync, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

/** A Python service of `fixtures/services/` that is running; disposing of it stops it and waits. */
export interface PythonService extends AsyncDisposable {
  /** Without a path and a slash at the end: `http://127.0.0.1:40123`. */
  readonly url: string;
  /** Of the process that was started: gunicorn's master, or uvicorn. */
  readonly pid: number;
}

export interface PythonServiceOptions {
  /** Each received image is stored in this folder as `<unique>-<file name>`. @default nothing is stored */
  readonly recordDir?: string;
}

export interface FlaskOptions extends PythonServiceOptions {
  /** Processes. @default 2 */
  readonly workers?: number;
  /** Per process. @default 8 */
  readonly threads?: number;
}

type Server = ChildProcessByStdio<null, null, Readable>;

const SERVICES = join(import.meta.dirname, "../../fixtures/services");
const START_TIMEOUT_MS = 30_000;
const STOP_GRACE_MS = 5_000;

/** Debian's packages belong to /usr/bin/python3, which need not be the first on the path. */
const PYTHONS = ["/usr/bin/python3", "python3"] as const;
const found = new Map<string, string | undefined>();

/** Why the Flask service cannot run here, as a sentence; `undefined` when it can. */
export function whyNoFlask(): string | undefined {
  if (pythonFor("gunicorn, flask_service") !== undefined) return undefined;
  return "No Python 3 with Flask and gunicorn was found: apt-get install python3-flask gunicorn";
}

/** Why the FastAPI service cannot run here, as a sentence; `undefined` when it can. */
export function whyNoFastApi(): string | undefined {
  if (pythonFor("uvicorn, fastapi_service") !== undefined) return undefined;
  return "No Python 3 with FastAPI and uvicorn was found: apt-get install python3-fastapi python3-uvicorn python3-multipart";
}

/** Runs `flask_service.py` under gunicorn on a free loopback port. */
export function startFlask(
  options: FlaskOptions = {},
  signal?: AbortSignal,
): Promise<PythonService> {
  const python = pythonFor("gunicorn, flask_service");
  if (python === undefined) return Promise.reject(new Error(whyNoFlask()));
  const { workers = 2, threads = 8 } = options;
  const size = ["--workers", `${workers}`, "--worker-class", "gthread", "--threads", `${threads}`];
  const rest = ["--bind", "127.0.0.1:0", "--graceful-timeout", "2"];
  return start([python, "-m", "gunicorn", ...size, ...rest, "flask_service:app"], options, signal);
}

/** Runs `fastapi_service.py` under uvicorn, one process, on a free loopback port. */
export function startFastApi(
  options: PythonServiceOptions = {},
  signal?: AbortSignal,
): Promise<PythonService> {
  const python = pythonFor("uvicorn, fastapi_service");
  if (python === undefined) return Promise.reject(new Error(whyNoFastApi()));
  // No --workers: with more than one, uvicorn announces port 0 instead of the port that it got.
  return start(
    [python, "-m", "uvicorn", "--port", "0", "--no-access-log", "fastapi_service:app"],
    options,
    signal,
  );
}

/** The first Python that can import these modules. Importing the service itself checks all it needs. */
function pythonFor(modules: string): string | undefined {
  if (!found.has(modules)) {
    const canImport = (python: string): boolean =>
      spawnSync(python, ["-c", `import ${modules}`], {
        cwd: SERVICES,
        env: environment({}),
        stdio: "ignore",
      }).status === 0;
    found.set(modules, PYTHONS.find(canImport));
  }
  return found.get(modules);
}

async function start(
  command: readonly string[],
  options: PythonServiceOptions,
  signal?: AbortSignal,
): Promise<PythonService> {
  signal?.throwIfAborted();
  const [python = "python3", ...args] = command;
  const child = spawn(python, args, {
    cwd: SERVICES,
    env: environment(options),
    stdio: ["ignore", "ignore", "pipe"],
  });
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
    const url = await announcedUrl(child, deadline);
    await waitUntilHealthy(url, deadline);
    return { url, pid: child.pid ?? -1, [Symbol.asyncDispose]: stop };
  } catch (cause) {
    await stop();
    throw new Error(`The service did not start: ${command.join(" ")}`, { cause });
  }
}

function environment({ recordDir }: PythonServiceOptions): NodeJS.ProcessEnv {
  const { RECORD_DIR: _, ...rest } = process.env;
  return {
    ...rest,
    PYTHONDONTWRITEBYTECODE: "1",
    ...(recordDir !== undefined && { RECORD_DIR: recordDir }),
  };
}

/** Both servers choose a free port when told 0, and log it; so no port can be taken in between. */
function announcedUrl(child: Server, signal: AbortSignal): Promise<string> {
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
      const url = /http:\/\/127\.0\.0\.1:[1-9]\d*/.exec(line)?.[0];
      if (url !== undefined) resolve(url);
    });
  });
}

async function waitUntilHealthy(url: string, signal: AbortSignal): Promise<void> {
  for (;;) {
    signal.throwIfAborted();
    const response = await fetch(`${url}/healthz`, {
      signal,
      headers: { connection: "close" },
    }).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await sleep(50, undefined, { signal });
  }
}

async function stopProcess(child: Server): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "close");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), STOP_GRACE_MS);
  await ended;
  clearTimeout(timer);
}
