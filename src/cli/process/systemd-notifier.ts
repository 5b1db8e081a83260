import { type ProgramEnd, runProgram } from "../../core/concurrency/run-program.ts";
import type { ServiceManager, ServiceManagerTools } from "./service-messages.ts";

/** Where a notifier finds systemd, and how often that wants to hear of it. */
export interface NotifierOptions extends ServiceManagerTools {
  /** Value of `NOTIFY_SOCKET`: a path, or `@` and an abstract name. */
  readonly socket: string;
  /** Folders in which `systemd-notify` is looked for. */
  readonly path: string;
  /** Time without a sign of life after which systemd ends the service, in milliseconds; 0 or `NaN`: never. */
  readonly watchdogMs: number;
}

/**
 * Tells systemd how the service is, as sd_notify(3) describes. Node cannot send to a datagram socket of Unix, so
 * `systemd-notify` does: 10 ms of processor time a message, which at one in 30 s is 0.03 % of a core.
 *
 * `WATCHDOG=1` follows the event loop: while that stands still, nothing is sent.
 */
export class SystemdNotifier implements ServiceManager {
  readonly #options: NotifierOptions;
  readonly #env: NodeJS.ProcessEnv;
  readonly #timer: NodeJS.Timeout;
  #waiting: string[][] = [];
  #sending: Promise<void> | null = null;
  #lastStatus = "";
  #isReady = false;
  #isReported = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#env = { NOTIFY_SOCKET: options.socket, PATH: options.path };
    const hasWatchdog = options.watchdogMs > 0;
    const everyMs = hasWatchdog ? Math.min(options.watchdogMs / 2, STATUS_MS) : STATUS_MS;
    const beat = hasWatchdog ? ["WATCHDOG=1"] : [];
    this.#timer = setInterval(() => this.#beat(beat), everyMs).unref();
  }

  ready(): void {
    this.#isReady = true;
    this.#send(["READY=1", ...this.#newStatus(this.#options.describe(), true)]);
  }

  reloading(): void {
    // Since Linux keeps both in one clock, this is what CLOCK_MONOTONIC says.
    const monotonicUsec = process.hrtime.bigint() / 1000n;
    this.#send(["RELOADING=1", `MONOTONIC_USEC=${monotonicUsec}`]);
  }

  stopping(): void {
    this.#send(["STOPPING=1"]);
  }

  status(text: string): void {
    // Before it is ready, `ready` will say it.
    const message = this.#isReady ? this.#newStatus(text) : [];
    if (message.length > 0) this.#send(message);
  }

  /** Waits for messages under way, so that the last one is not lost with this process. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    while (this.#sending !== null) await this.#sending;
  }

  #beat(beat: readonly string[]): void {
    const status = this.#isReady ? this.#newStatus(this.#options.describe()) : [];
    const isBeatWaiting = this.#waiting.some((message) => message.includes("WATCHDOG=1"));
    const message = [...(isBeatWaiting ? [] : beat), ...status];
    if (message.length > 0) this.#send(message);
  }

  /** Nothing if systemd has this status already, unless it is wanted all the same. */
  #newStatus(text: string, isWanted = false): readonly string[] {
    const line = text.replaceAll(/\p{Cc}+/gu, " ");
    if (line === this.#lastStatus && !isWanted) return [];
    this.#lastStatus = line;
    return [`STATUS=${line}`];
  }

  /** One after the other, for their order counts. */
  #send(message: readonly string[]): void {
    const isStatus = ([first = "", second]: readonly string[]): boolean =>
      first.startsWith("STATUS=") && second === undefined;
    // A status that has not left yet is out of date.
    if (isStatus(message)) this.#waiting = this.#waiting.filter((other) => !isStatus(other));
    this.#waiting.push([...message]);
    this.#sending ??= this.#sendAll();
  }

  async #sendAll(): Promise<void> {
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      const end = await runProgram(["systemd-notify", ...next], this.#limits, NEVER);
      if (end.exitCode !== 0) this.#reportFailure(end);
    }
    this.#sending = null;
  }

  get #limits(): { timeoutMs: number; maxLength: number; env: NodeJS.ProcessEnv } {
    return { timeoutMs: SEND_MS, maxLength: 1000, env: this.#env };
  }

  #reportFailure({ startFault, hasTimedOut, stderr, exitCode }: ProgramEnd): void {
    if (this.#isReported) return;
    this.#isReported = true;
    const isMissing = startFault?.code === "ENOENT";
    const reason = hasTimedOut
      ? "it did not answer"
      : stderr.trim() || (startFault?.message ?? `exit code ${exitCode}`);
    this.#options.report(
      isMissing
        ? "the service manager waits for word of this service, but there is no systemd-notify to send it: install it, or use Type=exec"
        : `the service manager cannot be told how this service is: ${reason}`,
    );
  }
}

/** How often the status is looked at. */
const STATUS_MS = 30_000;
/** systemd-notify itself waits up to 5 s until its message was read. */
const SEND_MS = 10_000;
const NEVER = new AbortController().signal;
