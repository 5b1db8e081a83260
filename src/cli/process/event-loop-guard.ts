import { extname } from "node:path";
import type { Worker } from "node:worker_threads";

/** Data of the guard's thread. */
export interface GuardedLoop {
  /** One number that grows as long as the event loop turns. */
  readonly beats: Int32Array;
  /** Code that runs in the main thread, in the middle of the work that keeps it busy. */
  readonly expression: string;
}

/**
 * A thread that sees when the event loop of the program stands still for two seconds: Node hears of no
 * signal then, and so could not be ended. It breaks into what keeps the main thread busy, once. It takes
 * 30 ms of a core to start, and nothing of the main thread's.
 *
 * @param onFrozen runs in the main thread, in the middle of other code.
 */
export function guardEventLoop(onFrozen: () => void): Disposable {
  const beats = new Int32Array(new SharedArrayBuffer(4));
  const expression = `globalThis[Symbol.for(${JSON.stringify(ON_FROZEN.description)})]?.()`;
  const thread = startThread({ beats, expression });
  Object.assign(globalThis, { [ON_FROZEN]: onFrozen });
  const timer = setInterval(() => Atomics.add(beats, 0, 1), BEAT_MS).unref();
  return {
    [Symbol.dispose]: () => {
      clearInterval(timer);
      Reflect.deleteProperty(globalThis, ON_FROZEN);
      void thread?.terminate();
    },
  };
}

/** `null` where Node may not start threads: the program is as it would be without a guard. */
function startThread(workerData: GuardedLoop): Worker | null {
  // The source runs as TypeScript, and what is built as JavaScript.
  const file = `./event-loop-guard-thread${extname(import.meta.url)}`;
  try {
    // Not imported: a guard is rare, and the module takes 4 ms of every start.
    const threads = process.getBuiltinModule("node:worker_threads");
    const thread = new threads.Worker(new URL(file, import.meta.url), { workerData });
    thread.on("error", () => {});
    thread.unref();
    return thread;
  } catch {
    return null;
  }
}

const ON_FROZEN = Symbol.for("frameferry.onFrozen");
const BEAT_MS = 100;
