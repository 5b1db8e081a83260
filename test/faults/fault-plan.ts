import { createHash } from "node:crypto";

/** A misbehavior, the rule by which it strikes, and the name under which its firings are counted. */
export interface Fault<Action> {
  readonly name: string;
  /** @default every request */
  readonly when?: FaultRule;
  readonly action: Action;
}

/** Which requests a fault strikes: those for which every condition given here holds. */
export interface FaultRule {
  /** 3 strikes the 3rd, 6th, 9th of the requests that this fault could strike at all. */
  readonly every?: number;
  /** The same choice for the same seed; `part` lies between 0 and 1. Of frames: all of a frame's requests or none. */
  readonly share?: {
    readonly of: "requests" | "frames";
    readonly part: number;
    readonly seed: number;
  };
  /** SHA-256 of images, in hexadecimal. */
  readonly digests?: readonly string[];
  /** Milliseconds since the faults were set: at or after `fromMs`, and before `toMs`. */
  readonly window?: { readonly fromMs: number; readonly toMs: number };
  /** Strikes in all. */
  readonly atMost?: number;
  /** Strikes for one and the same image. */
  readonly atMostPerFrame?: number;
}

/** What is known of a request when it has to be decided which fault strikes it. */
export interface Target {
  /** SHA-256 of the image; `null` while its body is unread: rules about frames then do not hold. */
  readonly digest: string | null;
  /** Monotonic, in milliseconds. */
  readonly nowMs: number;
}

/** Decides which fault strikes which request, and counts. The first fault whose rule holds wins. */
export class FaultPlan<Action> {
  readonly #entries: readonly Entry<Action>[];
  readonly #startedMs: number;

  constructor(faults: readonly Fault<Action>[], nowMs: number) {
    this.#entries = faults.map((fault) => ({
      fault,
      seen: 0,
      struck: 0,
      struckByFrame: new Map(),
      fired: 0,
    }));
    this.#startedMs = nowMs;
  }

  /** @param isPossible whether this kind of fault could be carried out at this moment at all. */
  choose(target: Target, isPossible: (action: Action) => boolean): Fault<Action> | null {
    let chosen: Fault<Action> | null = null;
    for (const entry of this.#entries) {
      if (!isPossible(entry.fault.action)) continue;
      entry.seen += 1;
      if (chosen !== null || !holds(entry, target, target.nowMs - this.#startedMs)) continue;
      entry.struck += 1;
      if (target.digest !== null)
        entry.struckByFrame.set(target.digest, struckFor(entry, target.digest) + 1);
      chosen = entry.fault;
    }
    return chosen;
  }

  /** To be told once a fault has been carried out on the wire. */
  hasFired(fault: Fault<Action>): void {
    for (const entry of this.#entries) if (entry.fault === fault) entry.fired += 1;
  }

  /** How often each fault was carried out, by its name. */
  get fired(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#entries.map(({ fault, fired }) => [fault.name, fired]));
  }
}

interface Entry<Action> {
  readonly fault: Fault<Action>;
  /** Requests that it could have struck. */
  seen: number;
  struck: number;
  readonly struckByFrame: Map<string, number>;
  fired: number;
}

function struckFor(entry: Entry<unknown>, digest: string): number {
  return entry.struckByFrame.get(digest) ?? 0;
}

function holds(entry: Entry<unknown>, { digest }: Target, elapsedMs: number): boolean {
  const { every = 1, share, digests, window, atMost, atMostPerFrame } = entry.fault.when ?? {};
  if (entry.seen % every !== 0) return false;
  if (window !== undefined && (elapsedMs < window.fromMs || elapsedMs >= window.toMs)) return false;
  if (digests !== undefined && (digest === null || !digests.includes(digest))) return false;
  if (atMost !== undefined && entry.struck >= atMost) return false;
  if (atMostPerFrame !== undefined) {
    if (digest === null || struckFor(entry, digest) >= atMostPerFrame) return false;
  }
  if (share === undefined) return true;
  const key = share.of === "requests" ? String(entry.seen) : digest;
  return key !== null && chanceOf(share.seed, key) < share.part;
}

/** A number from 0 up to, and without, 1 that depends on nothing but its arguments. */
function chanceOf(seed: number, key: string): number {
  return createHash("sha256").update(`${seed} ${key}`).digest().readUInt32BE() / 2 ** 32;
}
