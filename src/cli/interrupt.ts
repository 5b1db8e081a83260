import type { StopSignals } from "../submitter/submitter.ts";

/** Ctrl-C and SIGTERM: the first drains, the second ends at once. */
export interface Interrupts extends Disposable {
  readonly signals: StopSignals;
  /** The signal that came first; `null` if none did. */
  readonly signal: "SIGINT" | "SIGTERM" | null;
}

/** @param onFirst is told of the first signal, so that it can say how to go on. */
export function listenForInterrupts(onFirst: () => void): Interrupts {
  const drain = new AbortController();
  const abort = new AbortController();
  let signal: Interrupts["signal"] = null;
  const onSignal = (name: "SIGINT" | "SIGTERM"): void => {
    if (signal !== null) return abort.abort();
    signal = name;
    onFirst();
    drain.abort(name);
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  return {
    signals: { drain: drain.signal, abort: abort.signal },
    get signal() {
      return signal;
    },
    [Symbol.dispose]: () => {
      process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    },
  };
}
