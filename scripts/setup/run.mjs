import { spawn } from "node:child_process";

/**
 * Runs a tool quietly; a failure is a value, with what the tool said.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, signal?: AbortSignal }} [options]
 * @returns {Promise<{ ok: boolean, output: string }>}
 */
export function run(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const stop = () => {
      child.kill();
      process.exit(143);
    };
    let output = "";
    const collect = (/** @type {Buffer} */ chunk) => (output += chunk);
    const end = (/** @type {boolean} */ ok) => {
      process.off("SIGTERM", stop);
      resolve({ ok, output: output.trim() });
    };
    process.on("SIGTERM", stop);
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => {
      output += error.message;
      end(false);
    });
    child.on("close", (code) => end(code === 0));
  });
}
