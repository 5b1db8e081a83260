import { spawn } from "node:child_process";
import { constants } from "node:os";

const endings = /** @type {const} */ (["SIGHUP", "SIGINT", "SIGTERM"]);

/**
 * Runs a tool quietly; a failure is a value, with what the tool said. A signal that ends this process does so when
 * the tool has tidied up.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, signal?: AbortSignal }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    /** @type {(signal: "SIGHUP" | "SIGINT" | "SIGTERM") => void} */
    const stop = (signal) => {
      child.once("close", () => process.exit(128 + constants.signals[signal]));
      // The others come from the terminal, to the tool as well: at a second one npm would not tidy up.
      if (signal === "SIGTERM") child.kill(signal);
    };
    let output = "";
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk);
    const end = (/** @type {boolean} */ ok) => {
      for (const signal of endings) process.off(signal, stop);
      resolve({ ok, output: output.trim() });
    };
    for (const signal of endings) process.on(signal, stop);
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => {
      output += error.message;
      end(false);
    });
    child.on("close", (code) => end(code === 0));
  });
}
