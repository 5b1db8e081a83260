import { resolve } from "node:path";
import type { Clock } from "../core/clock.ts";
import type { Problem } from "../core/summary.ts";
import type { EndingOptions } from "../options/watch-options.ts";
import type { Tally } from "../results/tally.ts";
import type { StopSignals } from "../submitter/submitter.ts";
import { untilFile } from "../writer/until-file.ts";
import { untilIdle } from "../writer/until-idle.ts";
import { untilProcess } from "../writer/until-process.ts";
import { type CommandExit, judgeCommand, WrappedCommand } from "../writer/wrapped-command.ts";

/** When the writing into watched folders has come to its end. */
export class WatchEnding {
  readonly #options: EndingOptions & { readonly command: readonly string[] };
  readonly #tally: Tally;
  readonly #isBusy: () => boolean;
  readonly #clock: Clock;
  readonly #signals: StopSignals;
  #command: Promise<WrappedCommand> | null = null;
  #commandExit: CommandExit | null = null;

  /** @param isBusy whether something was noticed that is not settled yet. */
  constructor(
    options: EndingOptions & { readonly command: readonly string[] },
    tally: Tally,
    isBusy: () => boolean,
    clock: Clock,
    signals: StopSignals,
  ) {
    this.#options = options;
    this.#tally = tally;
    this.#isBusy = isBusy;
    this.#clock = clock;
    this.#signals = signals;
  }

  /** Settles when nothing more will be written into a folder; never without a condition, except by `drain`. */
  async of(folder: string, drain: AbortSignal): Promise<void> {
    const { command, untilIdleMs, untilFile: name, untilPid } = this.#options;
    const met = new AbortController();
    const stop = AbortSignal.any([drain, met.signal]);
    const endings = [aborted(drain)];
    if (command.length > 0) endings.push(this.#commandEnded());
    if (untilIdleMs !== null)
      endings.push(untilIdle(untilIdleMs, this.#hasBeenBusy(), this.#clock, stop));
    if (name !== null) endings.push(untilFile(resolve(folder, name), this.#clock, stop));
    if (untilPid !== null) endings.push(untilProcess(untilPid, this.#clock, stop));
    await Promise.race(endings).finally(() => met.abort());
  }

  /** Why the frames may not be all. */
  problems(): readonly Problem[] {
    if (this.#commandExit === null) return [];
    const problem = judgeCommand(this.#options.command, this.#commandExit);
    return problem === null ? [] : [problem];
  }

  /** Waits for the command to end, after telling it to if nobody did; a second signal ends it at once. */
  async close(): Promise<void> {
    const command = await this.#command?.catch(() => null);
    if (!this.#signals.drain.aborted) command?.signal("SIGTERM");
    await command?.ended;
  }

  async #commandEnded(): Promise<void> {
    this.#command ??= this.#start();
    const command = await this.#command;
    this.#commandExit = await command.ended;
  }

  async #start(): Promise<WrappedCommand> {
    const command = await WrappedCommand.start(this.#options.command);
    const { drain, abort } = this.#signals;
    const passOn = (): void => command.signal(drain.reason === "SIGINT" ? "SIGINT" : "SIGTERM");
    if (drain.aborted) passOn();
    drain.addEventListener("abort", passOn, { once: true });
    abort.addEventListener("abort", () => command.signal("SIGKILL"), { once: true });
    return command;
  }

  /** Also of what came and went between two looks. */
  #hasBeenBusy(): () => boolean {
    let landedBefore = this.#tally.landed;
    return () => {
      const { landed } = this.#tally;
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
