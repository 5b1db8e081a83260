import { spawn } from "node:child_process";
import { constants } from "node:os";

const endings = /** @type {const} */ (["SIGHUP", "SIGINT", "SIGTERM"]);

/**
 * Runs a tool quietly; a failure is a value, with what the tool said. A signal that ends this process does so when
 * the tool has tidied up, a second one at once.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, signal?: AbortSignal }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const ignoreSignals = endAfter(child);
    let output = "";
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk);
    const end = (/** @type {boolean} */ ok) => {
      ignoreSignals();
      resolve({ ok, output: output.trim() });
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => {
      output += error.message;
      end(false);
    });
    child.on("close", (code) => end(code === 0));
  });
}

/**
 * Has signals end this process when a child has ended.
 * @param {import("node:child_process").ChildProcess} child
 * @returns {() => void} leaves signals to themselves again
 */
function endAfter(child) {
  let isEnding = false;
  const stop = (/** @type {typeof endings[number]} */ signal) => {
    const exit = () => process.exit(128 + constants.signals[signal]);
    if (isEnding) exit();
    isEnding = true;
    child.once("close", exit);
    // The others come from the terminal, to the tool as well: at a second one npm would not tidy up.
    if (signal === "SIGTERM") child.kill(signal);
  };
  for (const signal of endings) process.on(signal, stop);
  return () => {
    for (const signal of endings) process.off(signal, stop);
  };
}
