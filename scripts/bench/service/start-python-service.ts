import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { atExit } from "../harness/at-exit.ts";
import { type PythonServiceKind, SERVICES_FOLDER } from "./python-services.ts";
import { freePort } from "./free-port.ts";

/** A service in its own processes; disposing it ends all of them and waits. */
export interface RunningService extends AsyncDisposable {
  /** Address to post frames to. */
  readonly url: string;
}

/** Starts a service and waits until it answers. @throws Error if it does not. */
export async function startPythonService(kind: PythonServiceKind): Promise<RunningService> {
  const port = await freePort();
  const [python = "", ...words] = kind.command(port);
  const child = spawn(python, words, {
    cwd: SERVICES_FOLDER,
    stdio: "ignore",
    // A process group of its own, so that its workers can be ended with it.
    detached: true,
    env: { ...process.env, PYTHONDONTWRITEBYTECODE: "1" },
  });
  const forget = atExit(() => signalGroup(child, "SIGKILL"));
  const stop = async (): Promise<void> => {
    await stopGroup(child);
    forget();
  };
  try {
    await untilHealthy(child, `http://127.0.0.1:${port}/healthz`);
    return { url: `http://127.0.0.1:${port}/predict`, [Symbol.asyncDispose]: stop };
  } catch (cause) {
    await stop();
    throw new Error(`${kind.name} did not start`, { cause });
  }
}

const PATIENCE_MS = 30_000;
const GRACE_MS = 5000;

async function untilHealthy(child: ChildProcess, url: string): Promise<void> {
  const untilMs = performance.now() + PATIENCE_MS;
  while (child.exitCode === null && performance.now() < untilMs) {
    const headers = { connection: "close" };
    const response = await fetch(url, { headers }).catch(() => null);
    await response?.arrayBuffer();
    if (response?.ok === true) return;
    await sleep(50);
  }
  throw new Error(`it did not answer at ${url}`);
}

async function stopGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "close");
  signalGroup(child, "SIGTERM");
  const timer = setTimeout(() => signalGroup(child, "SIGKILL"), GRACE_MS);
  await ended;
  clearTimeout(timer);
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, signal);
  } catch {
    // It has ended by itself.
  }
}
