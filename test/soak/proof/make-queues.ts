import { setTimeout as sleep } from "node:timers/promises";
import { runCommand } from "../../support/program/command-run.ts";

/** `frameferry broker init`, again until a cluster that has just started can do it. @returns all that it has printed. */
export async function makeQueuesAt(
  url: string,
  home: string,
  signal: AbortSignal,
): Promise<string> {
  const words = ["broker", "init", url, "--replicas", "3", "--max-size", "50MB"];
  let printed = "";
  for (let attempt = 0; ; attempt += 1) {
    const { exitCode, stdout, stderr } = await runCommand(words, home);
    printed += stdout;
    if (exitCode === 0) return printed;
    if (attempt === MAX_ATTEMPTS) throw new Error(`no queues after ${attempt} attempts: ${stderr}`);
    await sleep(1000, undefined, { signal });
  }
}

const MAX_ATTEMPTS = 60;
