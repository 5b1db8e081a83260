import type { Clock } from "../core/concurrency/clock.ts";
import { type ProgramEnd, runProgram } from "../core/concurrency/run-program.ts";
import { option } from "../core/option-spelling.ts";
import type { CredentialSource, Reading, ReadProblem } from "./credential-source.ts";

/** A command that prints a token, which is sent as `Authorization: Bearer` (RFC 6750, 2.1). */
export class TokenCommand implements CredentialSource {
  readonly #command: string;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #mayRunAtMs = 0;

  /** @param timeoutMs timeout of one run. */
  constructor(command: string, clock: Clock, timeoutMs: number = TOKEN_COMMAND_TIMEOUT_MS) {
    this.#command = command;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Runs the command, at most once a second, even if the service rejects every token. */
  async read(signal: AbortSignal): Promise<Reading> {
    const waitMs = this.#mayRunAtMs - this.#clock.nowMs();
    if (waitMs > 0) await this.#clock.sleep(waitMs, signal).catch(() => {});
    if (signal.aborted) return failed("was not run, because the run ends");
    const limits = { timeoutMs: this.#timeoutMs, maxLength: MAX_LENGTH, shell: true };
    const end = await runProgram([this.#command], limits, signal);
    this.#mayRunAtMs = this.#clock.nowMs() + MIN_INTERVAL_MS;
    const token = end.stdout.trim();
    const flaw = this.#flawOf(end, token);
    if (flaw !== null) return failed(flaw);
    return { headers: { authorization: `Bearer ${token}` }, secrets: [token] };
  }

  #flawOf(end: ProgramEnd, token: string): string | null {
    const { exitCode, startFault, hasTimedOut } = end;
    if (startFault !== null) return `cannot be started: ${startFault.message}`;
    if (hasTimedOut) return `did not end within ${this.#timeoutMs / 1000} s and was stopped`;
    if (exitCode === null) return "was killed";
    if (exitCode !== 0) return `ended with exit code ${exitCode}${lastErrorLine(end)}`;
    if (token === "") return `printed nothing${lastErrorLine(end)}`;
    return TOKEN.test(token)
      ? null
      : "printed something that is not a token: it must be one line without spaces";
  }
}

/** Timeout of one run, in milliseconds. */
const TOKEN_COMMAND_TIMEOUT_MS = 30_000;
const MIN_INTERVAL_MS = 1000;
/** Maximum length of its output, in characters. */
const MAX_LENGTH = 64 * 1024;

const TOKEN = /^[\x21-\x7e]{1,32768}$/u;

function failed(flaw: string): ReadProblem {
  return {
    problem: `the command of ${option("tokenCommand")} ${flaw}`,
    remedy: "try it in a shell: it must print a token, and nothing else, on standard output",
  };
}

/** Last line of standard error, without anything from standard output, which may be a token. */
function lastErrorLine({ stderr, stdout }: ProgramEnd): string {
  const last = stderr.trim().split(/\r?\n/u).at(-1) ?? "";
  const printed = stdout.split(/\s+/u).filter(({ length }) => length >= MIN_SECRET_LENGTH);
  const redacted = printed.reduce((text, word) => text.replaceAll(word, "***"), last);
  const line = redacted.replaceAll(/\p{Cc}+/gu, " ").trim();
  if (line === "") return "";
  return `: ${line.length > MAX_SHOWN_LENGTH ? `${line.slice(0, MAX_SHOWN_LENGTH)}…` : line}`;
}

/** Shorter values occur everywhere in text. */
const MIN_SECRET_LENGTH = 4;
const MAX_SHOWN_LENGTH = 200;
