import type { StopSignals } from "../../submitter/submitter.ts";
import { type EndingSignal, endingSignals } from "../../core/platform/signals.ts";
import { guardEventLoop } from "./event-loop-guard.ts";
import { hasLostTerminal } from "./lost-terminal.ts";
import { exitCodeOfSignal } from "./exit-codes.ts";

const ENDING_SIGNALS = endingSignals();

/** True if a command listens by itself. */
let isListenedTo = false;

/** Makes a signal end the program at once, with its exit code, while no command listens for it. */
export function exitAtInterrupts(): void {
  for (const name of ENDING_SIGNALS)
    process.on(name, () => {
      if (!isListenedTo) process.exit(exitCodeOfSignal(name));
    });
}

/** The first ending signal drains, the second ends at once, whatever the program is doing. */
export interface Interrupts extends Disposable {
  readonly signals: StopSignals;
  /** The signal that came first; `null` if none did. */
  readonly signal: EndingSignal | null;
}

/** Handling of signals by a command. */
export interface InterruptHandling {
  /** Called on the first signal, so that it can say how to go on. */
  readonly onFirst?: () => void;
  /** Called with each error in ending. */
  readonly report?: (text: string) => void;
  /**
   * Time in milliseconds that the command may take, once it is aborted, to end its children and to
   * report. What is on record is whole at any moment, and children end with us. @default 0
   */
  readonly abortMs?: number;
  /** Called at each SIGHUP that is no end of the terminal. @default the signal ends the command */
  readonly onHangUp?: () => void;
}

/**
 * Listens for the signals that end a command. After the first of them, one that comes while the event
 * loop stands still is left to the system, which ends the program.
 */
export function listenForInterrupts({
  onFirst = () => {},
  report = () => {},
  abortMs = 0,
  onHangUp,
}: InterruptHandling): Interrupts {
  const drain = new AbortController();
  const abort = new AbortController();
  let guard: Disposable | null = null;
  let timer: NodeJS.Timeout | undefined;
  let signal: Interrupts["signal"] = null;
  const begin = (name: EndingSignal): void => {
    signal = name;
    guard = guardEventLoop(() => {
      // A library that restores the cursor listens, too, and would keep the system from ending us.
      for (const ending of ENDING_SIGNALS) process.removeAllListeners(ending);
      report("frameferry does not respond; Ctrl-C again ends it");
    });
    onFirst();
    drain.abort(name);
  };
  const onSignal = (name: EndingSignal): void => {
    if (name === "SIGHUP" && onHangUp !== undefined && !hasLostTerminal()) return onHangUp();
    if (signal === null) return begin(name);
    // When a terminal closes, its shell sends one SIGHUP and the kernel another.
    if (name === "SIGHUP") return;
    const code = exitCodeOfSignal(signal);
    if (abort.signal.aborted || abortMs === 0) process.exit(code);
    timer = setTimeout(() => {
      report(`requests in flight did not end within ${abortMs / 1000} s and are aborted`);
      process.exit(code);
    }, abortMs);
    abort.abort();
  };
  for (const name of ENDING_SIGNALS) process.on(name, onSignal);
  isListenedTo = true;
  return {
    signals: { drain: drain.signal, abort: abort.signal },
    get signal() {
      return signal;
    },
    [Symbol.dispose]: () => {
      isListenedTo = false;
      for (const name of ENDING_SIGNALS) process.off(name, onSignal);
      clearTimeout(timer);
      guard?.[Symbol.dispose]();
    },
  };
}
