import { resolve } from "node:path";
import { option } from "../../core/option-spelling.ts";
import type { Problem } from "../../core/summary.ts";
import type { EndingOptions, WatchOptions } from "../../options/watch-options.ts";
import type { StopSignals } from "../../submitter/submitter.ts";
import { untilFile } from "../../producer/until-file.ts";
import { untilIdle } from "../../producer/until-idle.ts";
import { untilProcess } from "../../producer/until-process.ts";
import {
  type CommandExit,
  commandProblem,
  WrappedCommand,
} from "../../producer/wrapped-command.ts";
import type { SourceTools } from "../delivery/run-source.ts";

/** Options about the end of a watch, and the command that it waits for. */
type WatchEndingOptions = EndingOptions & Pick<WatchOptions, "command" | "killAfterMs">;

/** Dependencies of the end of a watch. */
export interface WatchEndingParts {
  readonly options: WatchEndingOptions;
  readonly tools: Pick<SourceTools, "clock" | "emit" | "stats">;
  /** True if something was noticed that is not settled yet. */
  readonly isBusy: () => boolean;
  readonly signals: StopSignals;
}

/** Detects that nothing more will be written into watched folders. */
export class WatchEnding {
  readonly #options: WatchEndingOptions;
  readonly #tools: WatchEndingParts["tools"];
  readonly #isBusy: () => boolean;
  readonly #signals: StopSignals;
  #command: Promise<WrappedCommand> | null = null;
  #commandExit: CommandExit | null = null;

  constructor({ options, tools, isBusy, signals }: WatchEndingParts) {
    this.#options = options;
    this.#tools = tools;
    this.#isBusy = isBusy;
    this.#signals = signals;
  }

  /** Settles when nothing more will be written into a folder; never without a condition, except by `drain`. */
  async of(folder: string, drain: AbortSignal): Promise<void> {
    const { command, untilIdleMs, untilFile: name, untilPid } = this.#options;
    const { clock } = this.#tools;
    const met = new AbortController();
    const stop = AbortSignal.any([drain, met.signal]);
    const endings = [aborted(drain)];
    if (command.length > 0) endings.push(this.#commandEnded());
    if (untilIdleMs !== null)
      endings.push(untilIdle(untilIdleMs, this.#hasBeenBusy(), clock, stop));
    if (name !== null) endings.push(untilFile(resolve(folder, name), clock, stop));
    if (untilPid !== null) endings.push(untilProcess(untilPid, clock, stop));
    await Promise.race(endings).finally(() => met.abort());
  }

  /** Why the frames may not be all. */
  problems(): readonly Problem[] {
    if (this.#commandExit === null) return [];
    const problem = commandProblem(this.#options.command, this.#commandExit);
    return problem === null ? [] : [problem];
  }

  /**
   * Waits for the command and all that it started to end, after telling it to if nobody did; it is
   * killed after a grace, and by a second signal at once.
   */
  async close(): Promise<void> {
    const command = await this.#command?.catch(() => null);
    if (!this.#signals.drain.aborted) command?.signal("SIGTERM");
    await command?.end();
  }

  async #commandEnded(): Promise<void> {
    this.#command ??= this.#start();
    const command = await this.#command;
    this.#commandExit = await command.ended;
  }

  async #start(): Promise<WrappedCommand> {
    const { command: words, killAfterMs } = this.#options;
    const [program = ""] = words;
    const onKill = (): void => {
      const message = `the command ${program} did not end within ${killAfterMs / 1000} s and is killed; ${option("killAfterMs")} gives it more time`;
      this.#tools.emit({ type: "warningRaised", message });
    };
    const command = await WrappedCommand.start(words, { killAfterMs, onKill });
    const { drain, abort } = this.#signals;
    const passOn = (): void => command.signal(drain.reason === "SIGINT" ? "SIGINT" : "SIGTERM");
    if (drain.aborted) passOn();
    drain.addEventListener("abort", passOn, { once: true });
    abort.addEventListener("abort", () => command.signal("SIGKILL"), { once: true });
    return command;
  }

  /** Also of what came and went between two looks. */
  #hasBeenBusy(): () => boolean {
    let landedBefore = this.#tools.stats.landed;
    return () => {
      const { landed } = this.#tools.stats;
      const hasLanded = landed !== landedBefore;
      landedBefore = landed;
      return hasLanded || this.#isBusy();
    };
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolved) => {
    if (signal.aborted) resolved();
    else signal.addEventListener("abort", () => resolved(), { once: true });
  });
}
