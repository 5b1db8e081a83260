import type { StopSignals } from "../submitter/submitter.ts";
import { exitCodeOfSignal } from "./exit-codes.ts";

/** Signals that end a command: Ctrl-C, a service manager, a closed terminal, and Ctrl with a backslash. */
export type EndingSignal = "SIGINT" | "SIGTERM" | "SIGHUP" | "SIGQUIT";

const ENDING_SIGNALS: readonly EndingSignal[] = ["SIGINT", "SIGTERM", "SIGHUP", "SIGQUIT"];

/** Whether a command listens by itself. */
let isListenedTo = false;

/** Makes a signal end the program at once, with its exit code, while no command listens for it. */
export function exitAtInterrupts(): void {
  for (const name of ENDING_SIGNALS)
    process.on(name, () => {
      if (!isListenedTo) process.exit(exitCodeOfSignal(name));
    });
}

/** The first ending signal drains, the second ends at once. */
export interface Interrupts extends Disposable {
  readonly signals: StopSignals;
  /** The signal that came first; `null` if none did. */
  readonly signal: EndingSignal | null;
}

/** @param onFirst is told of the first signal, so that it can say how to go on. */
export function listenForInterrupts(onFirst: () => void): Interrupts {
  const drain = new AbortController();
  const abort = new AbortController();
  let signal: Interrupts["signal"] = null;
  const onSignal = (name: EndingSignal): void => {
    // When a terminal closes, its shell sends one SIGHUP and the kernel another.
    if (signal !== null) return name === "SIGHUP" ? undefined : abort.abort();
    signal = name;
    onFirst();
    drain.abort(name);
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
    },
  };
}
