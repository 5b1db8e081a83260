import type { OracleFault } from "./oracle/oracle-fault.ts";
import type { ProxyFault } from "./proxy/proxy-fault.ts";

/** How often each fault fired, by its name. */
export type Firings = Readonly<Record<string, number>>;

/**
 * Faults of every kind that the oracle can play: together they strike 1.4 % of its requests. Two of
 * them hold the whole service back for up to a second, and are rarer.
 */
export const MIXED_ORACLE_FAULTS: readonly OracleFault[] = [
  often("503", 359, { kind: "answer", status: 503 }),
  often("500", 367, { kind: "answer", status: 500 }),
  often("429", 461, { kind: "answer", status: 429 }),
  often("503, Retry-After: 1", 1301, { kind: "answer", status: 503, retryAfter: "1" }),
  often("429, Retry-After: date", 1307, {
    kind: "answer",
    status: 429,
    retryAfter: { dateInMs: 1000 },
  }),
  often("junk", 563, { kind: "junk" }),
  often("cut answer", 569, { kind: "close", after: "halfBody" }),
  often("cut JSON", 571, { kind: "cutJson" }),
];

/** Longer than a request of the program under test may take: see `MIXED_TIMEOUT`. */
const STALL_MS = 6000;

/** Value of `--timeout` under which every stall is a missed deadline. */
export const MIXED_TIMEOUT = "5s";

/** Faults of every kind that the proxy can play: together they strike 0.6 % of the exchanges. */
export const MIXED_PROXY_FAULTS: readonly ProxyFault[] = [
  often("reset in the request", 881, { kind: "reset", during: "request" }),
  often("reset before the answer", 883, { kind: "reset", during: "beforeAnswer" }),
  often("reset in the answer", 887, { kind: "reset", during: "answer" }),
  often("idle close", 907, { kind: "idleClose" }),
  often("stalled request", 1409, { kind: "stall", during: "request", stallMs: STALL_MS }),
  often("stalled answer", 1423, { kind: "stall", during: "answer", stallMs: STALL_MS }),
];

/** Faults under which the service may take an image and the client never learns of it. */
const ANSWER_LOSERS: readonly string[] = [
  "cut answer",
  "cut JSON",
  "reset before the answer",
  "reset in the answer",
  "stalled request",
  "stalled answer",
];

/** Answers that were lost on their way: for each the image has to be sent once more. */
export function answersLost(fired: Firings): number {
  return ANSWER_LOSERS.reduce((sum, name) => sum + (fired[name] ?? 0), 0);
}

/** How often any of them fired. */
export function firingsInAll(fired: Firings): number {
  return Object.values(fired).reduce((sum, count) => sum + count, 0);
}

/** Numbers without a common divisor, so that the faults do not meet. */
function often<Action>(name: string, everyNth: number, action: Action) {
  return { name, when: { everyNth }, action };
}
