import { Session } from "node:inspector";
import { workerData } from "node:worker_threads";
import type { GuardedLoop } from "./event-loop-guard.ts";

/** The thread of `guardEventLoop`. */
const { beats, expression } = workerData as GuardedLoop;

const LOOK_MS = 500;
const MAX_LOOKS_WITHOUT_BEAT = 4;

let lastBeat = Atomics.load(beats, 0);
let looksWithoutBeat = 0;
const timer = setInterval(() => {
  const beat = Atomics.load(beats, 0);
  looksWithoutBeat = beat === lastBeat ? looksWithoutBeat + 1 : 0;
  lastBeat = beat;
  if (looksWithoutBeat < MAX_LOOKS_WITHOUT_BEAT) return;
  clearInterval(timer);
  const session = new Session();
  session.connectToMainThread();
  session.post("Runtime.evaluate", { expression }, () => session.disconnect());
}, LOOK_MS);
