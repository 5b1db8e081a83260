import type { RunEvent } from "../../core/events/run-event.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { formatNumber } from "../../core/text/format-number.ts";
import type { HookOptions } from "../../options/hook-options.ts";
import type { HookFact } from "../event/hook-event.ts";
import type { KnownSubjects, ToldAlarm } from "../memory/alarm-memory.ts";
import { Alarm } from "./alarm.ts";
import type { Condition } from "./condition.ts";
import { OutcomeWindow } from "./outcome-window.ts";
import type { AlarmConditionTools } from "./trouble-alarm.ts";

/** More than a share of the frames of a source fail. It is over when no more than half of that share do. */
export class TooManyFailures implements Condition {
  readonly #hook: HookOptions;
  readonly #tools: AlarmConditionTools;
  readonly #sources = new Map<string, FailingSource>();

  constructor(hook: HookOptions, tools: AlarmConditionTools) {
    this.#hook = hook;
    this.#tools = tools;
    for (const told of tools.told)
      this.#sources.set(told.source, new FailingSource(told.source, { hook, tools }, told));
  }

  listen(source: string, event: RunEvent): void {
    if (event.type !== "frameSettled") return;
    const { outcome, reason } = event.result;
    if (outcome !== "delivered" && outcome !== "failed") return;
    const known = this.#sources.get(source);
    const failing = known ?? new FailingSource(source, { hook: this.#hook, tools: this.#tools });
    if (known === undefined) this.#sources.set(source, failing);
    failing.add(outcome === "failed", reason);
  }

  ended(source: string): void {
    if (this.#sources.get(source)?.isTold !== true) this.#drop(source);
  }

  keepOnly({ sources }: KnownSubjects): void {
    for (const source of this.#sources.keys()) if (!sources.has(source)) this.#drop(source);
  }

  [Symbol.dispose](): void {
    for (const source of this.#sources.keys()) this.#drop(source);
  }

  #drop(source: string): void {
    this.#sources.get(source)?.[Symbol.dispose]();
    this.#sources.delete(source);
  }
}

/** Outcomes of one source, and its alarm. */
class FailingSource implements Disposable {
  readonly #source: string;
  readonly #hook: HookOptions;
  readonly #clock: AlarmConditionTools["clock"];
  readonly #window: OutcomeWindow;
  readonly #alarm: Alarm;
  #reason: string | null = null;
  #since = "";
  #waiting = new AbortController();
  /** Until then too few frames are known to say that a trouble of an earlier run is over. */
  readonly #unsureUntilMs: number = Number.NEGATIVE_INFINITY;

  constructor(
    source: string,
    { hook, tools }: { readonly hook: HookOptions; readonly tools: AlarmConditionTools },
    earlier: ToldAlarm | null = null,
  ) {
    const { clock, tell, forget } = tools;
    this.#source = source;
    this.#hook = hook;
    this.#clock = clock;
    this.#window = new OutcomeWindow(hook.withinMs);
    this.#alarm = new Alarm(
      { afterMs: 0, atMostEveryMs: hook.atMostEveryMs },
      {
        clock,
        onRaised: (suppressed) => tell({ ...this.#facts(null), suppressed }),
        onCleared: (durationMs) => {
          if (hook.recovery) tell(this.#facts(Math.round(durationMs) / 1000));
          else forget({ source, service: null });
        },
      },
      earlier,
    );
    if (earlier === null) return;
    this.#reason = earlier.reason;
    this.#since = earlier.since;
    this.#unsureUntilMs = clock.nowMs() + hook.withinMs;
    this.#lookAgain();
  }

  get isTold(): boolean {
    return this.#alarm.isTold;
  }

  add(isFailed: boolean, reason: string | null): void {
    const nowMs = this.#clock.nowMs();
    this.#window.add(isFailed, nowMs);
    if (isFailed) this.#reason = reason;
    // Only what fails can begin it, and only what does not can end it.
    if (isFailed !== this.#alarm.isOn) this.#judge(nowMs);
  }

  [Symbol.dispose](): void {
    this.#waiting.abort();
    this.#alarm[Symbol.dispose]();
  }

  #judge(nowMs: number): void {
    const { frames, failed } = this.#window.counts(nowMs);
    const { minFrames } = this.#hook;
    const over = this.#hook.over ?? 0;
    if (!this.#alarm.isOn && frames >= minFrames && failed / frames > over) {
      this.#since = new Date().toISOString();
      this.#alarm.raise();
      this.#lookAgain();
    } else if (this.#alarm.isOn && failed <= (frames * over) / 2) {
      if (frames < minFrames && nowMs < this.#unsureUntilMs) return;
      this.#waiting.abort();
      this.#alarm.clear();
    }
  }

  /** Where no frames come any more, what failed passes out of the window all the same. */
  #lookAgain(): void {
    this.#waiting = new AbortController();
    const { signal } = this.#waiting;
    const look = (): void => {
      if (signal.aborted) return;
      this.#judge(this.#clock.nowMs());
      if (!signal.aborted) wait();
    };
    const wait = (): void =>
      void this.#clock.sleep(this.#hook.withinMs / 10, signal).then(look, () => {});
    wait();
  }

  #facts(durationSeconds: number | null): HookFact {
    const { frames, failed } = this.#window.counts(this.#clock.nowMs());
    const share = frames === 0 ? 0 : failed / frames;
    const span = formatDuration(this.#hook.withinMs / 1000);
    const percent = formatNumber(share * 100);
    const counted = `${failed} of ${frames} frames of ${this.#source} failed within ${span} (${percent}%)`;
    const recovered = durationSeconds !== null;
    const reason = this.#reason?.slice(0, MAX_REASON_LENGTH) ?? null;
    const last = reason === null ? "" : `; the last: ${reason}`;
    return {
      ...{ when: "failures", recovered, source: this.#source, service: null, suppressed: 0 },
      message: recovered ? `no longer too many failures: ${counted}` : `${counted}${last}`,
      ...{ reason, since: this.#since, durationSeconds },
      ...{ frames, failed, share: Math.round(share * 10_000) / 10_000 },
    };
  }
}

const MAX_REASON_LENGTH = 1000;
