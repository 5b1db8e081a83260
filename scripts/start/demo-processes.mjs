import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";

/** @typedef {import("node:child_process").ChildProcess} ChildProcess */

const ENDINGS = /** @type {const} */ (["SIGHUP", "SIGINT", "SIGTERM"]);

/**
 * The processes of the demo. Each has a group of its own, so that a terminal's Ctrl-C reaches none of them: it ends the
 * edge first, which finishes what is in flight, and then the others, the last one first.
 */
export class DemoProcesses {
  /** @type {ChildProcess[]} */
  #others = [];
  /** @type {ChildProcess | null} */
  #edge = null;
  /** @readonly */
  #ending = new AbortController();
  /** @readonly */
  #environment;
  /** Exit code of a demo that was ended before its edge began. */
  exitCode = 1;

  /** @param {string} folder for their state */
  constructor(folder) {
    this.#environment = { ...process.env, XDG_STATE_HOME: folder };
  }

  /** Aborts when the demo is to end. */
  get signal() {
    return this.#ending.signal;
  }

  get isEnding() {
    return this.signal.aborted;
  }

  /** @returns {() => void} leaves signals to themselves again */
  endAtSignals() {
    const end = (/** @type {typeof ENDINGS[number]} */ signal) => {
      this.exitCode = 128 + constants.signals[signal];
      this.#ending.abort(new Error(`ended by ${signal}`));
      this.#edge?.kill(signal);
    };
    for (const name of ENDINGS) process.on(name, end);
    return () => {
      for (const name of ENDINGS) process.off(name, end);
    };
  }

  /**
   * Starts one that works until the end.
   * @param {readonly string[]} command
   */
  start(command) {
    return this.#spawn(command, "ignore");
  }

  /**
   * The same, for one that says at its first line that it is ready.
   * @param {readonly string[]} command
   * @returns {Promise<string>}
   */
  async firstLine(command) {
    const child = this.#spawn(command, "pipe");
    if (child.stdout === null) throw new Error("it has no output");
    const [line] = /** @type {[string]} */ (
      await once(createInterface(child.stdout), "line", { signal: this.signal })
    );
    return line;
  }

  /**
   * Runs a command until it succeeds: a cluster that has just started takes some seconds.
   * @param {readonly string[]} command
   */
  async succeed(command) {
    for (let attempt = 1; ; attempt += 1) {
      const child = this.#spawn(command, "ignore");
      const [code] = /** @type {[number | null]} */ (await once(child, "close"));
      this.#others = this.#others.filter((other) => other !== child);
      this.signal.throwIfAborted();
      if (code === 0) return;
      if (attempt === MAX_ATTEMPTS) throw new Error(`${command.join(" ")} ended with ${code}`);
      await sleep(1000, undefined, { signal: this.signal });
    }
  }

  /**
   * Runs the edge to its end, before the eyes of the user.
   * @param {readonly string[]} command
   * @returns {Promise<number>} its exit code
   */
  async runEdge([program = "", ...words]) {
    this.signal.throwIfAborted();
    // Its state goes with the demo: it must not say that the same command goes on.
    const env = { ...process.env, FERRY_STATE_IS_TEMPORARY: "1" };
    this.#edge = spawn(program, words, { stdio: "inherit", detached: true, env });
    const ending = await once(this.#edge, "close");
    const [code, signal] = /** @type {[number, null] | [null, NodeJS.Signals]} */ (ending);
    return signal === null ? code : 128 + constants.signals[signal];
  }

  /** Ends all, one after the other; those that take too long are killed. */
  async end() {
    for (const child of [this.#edge, ...this.#others.toReversed()]) {
      if (child === null || child.exitCode !== null || child.signalCode !== null) continue;
      const ended = once(child, "close");
      child.kill("SIGTERM");
      const patience = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
      await ended;
      clearTimeout(patience);
    }
  }

  /**
   * @param {readonly string[]} command
   * @param {"ignore" | "pipe"} stdout
   */
  #spawn([program = "", ...words], stdout) {
    const child = spawn(program, words, {
      stdio: ["ignore", stdout, "ignore"],
      detached: true,
      env: this.#environment,
    });
    this.#others.push(child);
    return child;
  }
}

const MAX_ATTEMPTS = 60;
const PATIENCE_MS = 15_000;
