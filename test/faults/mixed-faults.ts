import type { Fault } from "./fault-plan.ts";
import type { OracleAction, OracleFault } from "./oracle/oracle-fault.ts";
import type { ProxyAction, ProxyFault } from "./proxy/proxy-fault.ts";

/** How often each fault fired, by its name. */
export type Firings = Readonly<Record<string, number>>;

/** Faults of every kind, which together strike 2 % of the requests. */
export interface MixedFaults {
  /** 1.4 % of what the oracle gets. */
  readonly oracle: readonly OracleFault[];
  /** 0.6 % of the exchanges that pass the proxy. */
  readonly proxy: readonly ProxyFault[];
}

/** @param seed the same requests are struck for the same one, counted in the order of their arrival. */
export function mixedFaults(seed: number): MixedFaults {
  return { oracle: planned(ORACLE_KINDS, seed), proxy: planned(PROXY_KINDS, seed + 0.5) };
}

interface Kind<Action> {
  readonly perMille: number;
  /** Whether the service may take the image and the client never learns of it. @default false */
  readonly losesAnswer?: boolean;
  readonly action: Action;
}

type Kinds<Action> = Readonly<Record<string, Kind<Action>>>;

/** Two of them hold the whole service back for up to a second, and are rarer. */
const ORACLE_KINDS: Kinds<OracleAction> = {
  "503": { perMille: 2.7, action: { kind: "answer", status: 503 } },
  "500": { perMille: 2.7, action: { kind: "answer", status: 500 } },
  "429": { perMille: 2.2, action: { kind: "answer", status: 429 } },
  "503, Retry-After: 1": {
    perMille: 0.7,
    action: { kind: "answer", status: 503, retryAfter: "1" },
  },
  "429, Retry-After: date": {
    perMille: 0.7,
    action: { kind: "answer", status: 429, retryAfter: { dateInMs: 1000 } },
  },
  junk: { perMille: 1.8, action: { kind: "junk" } },
  "cut answer": { perMille: 1.8, losesAnswer: true, action: { kind: "close", after: "halfBody" } },
  "cut JSON": { perMille: 1.8, losesAnswer: true, action: { kind: "cutJson" } },
};

/** Value of `--timeout` under which every stall is a missed deadline. */
export const MIXED_TIMEOUT = "5s";
const STALL_MS = 6000;

const PROXY_KINDS: Kinds<ProxyAction> = {
  "reset in the request": { perMille: 1.1, action: { kind: "reset", during: "request" } },
  "reset before the answer": {
    perMille: 1.1,
    losesAnswer: true,
    action: { kind: "reset", during: "beforeAnswer" },
  },
  "reset in the answer": {
    perMille: 1.1,
    losesAnswer: true,
    action: { kind: "reset", during: "answer" },
  },
  "idle close": { perMille: 1.1, action: { kind: "idleClose" } },
  "stalled request": {
    perMille: 0.7,
    losesAnswer: true,
    action: { kind: "stall", during: "request", stallMs: STALL_MS },
  },
  "stalled answer": {
    perMille: 0.7,
    losesAnswer: true,
    action: { kind: "stall", during: "answer", stallMs: STALL_MS },
  },
};

const ALL_KINDS: Kinds<OracleAction | ProxyAction> = { ...ORACLE_KINDS, ...PROXY_KINDS };

export const FAULT_NAMES: readonly string[] = Object.keys(ALL_KINDS);

/** Answers that were lost on their way: for each the image has to be sent once more. */
export function answersLost(fired: Firings): number {
  const losers = FAULT_NAMES.filter((name) => ALL_KINDS[name]?.losesAnswer);
  return losers.reduce((sum, name) => sum + (fired[name] ?? 0), 0);
}

/** How often any of them fired. */
export function firingsInAll(fired: Firings): number {
  return Object.values(fired).reduce((sum, count) => sum + count, 0);
}

function planned<Action>(kinds: Kinds<Action>, seed: number): readonly Fault<Action>[] {
  return Object.entries(kinds).map(([name, { perMille, action }], index) => ({
    name,
    when: { share: { of: "requests", part: perMille / 1000, seed: 100 * seed + index } },
    action,
  }));
}
