import type { Candidate, FrameDecision } from "./frame-selector.ts";
import type { FrameRule, RuleVerdict } from "./frame-rule.ts";
import type { LumaPicture } from "./luma-picture.ts";

/** A frame, and what has been decided about it. */
export interface DecidedFrame {
  readonly candidate: Candidate;
  readonly decision: FrameDecision;
}

/** Bounds of the frames that are held at once. */
export interface HeldBounds {
  readonly maxFrames: number;
  /** Size of their images together, in bytes. */
  readonly maxBytes: number;
}

/** A frame whose turn has not come, because it is held, or one before it is. */
interface Entry {
  readonly candidate: Candidate;
  readonly seconds: number;
  decision: FrameDecision | null;
  readonly hold: Hold | null;
}

type Hold = Extract<RuleVerdict, { kind: "hold" }> & { readonly rule: FrameRule["name"] };

/** The frames of one camera, video or folder: decides on each by the rules, in their order. */
export class FrameSequence {
  readonly #rules: readonly FrameRule[];
  readonly #bounds: HeldBounds;
  readonly #onOverflow: () => void;
  readonly #entries: Entry[] = [];
  #heldCount = 0;
  #heldBytes = 0;
  /** Time at which its last frame came, in milliseconds on the monotonic clock. */
  lastAddedMs = 0;

  /** @param onOverflow called when a frame was left out because too many are held. */
  constructor(rules: readonly FrameRule[], bounds: HeldBounds, onOverflow: () => void) {
    this.#rules = rules;
    this.#bounds = bounds;
    this.#onOverflow = onOverflow;
  }

  /** True if a frame waits for others. */
  get isHolding(): boolean {
    return this.#entries.length > 0;
  }

  /**
   * Takes the next frame.
   *
   * @param picture `null` for a frame that no rule can look at: it is sent.
   * @returns the frames that are decided on by now, in their order.
   */
  add(candidate: Candidate, picture: LumaPicture | null, seconds: number): readonly DecidedFrame[] {
    const verdict = picture === null ? SEND : this.#judge(candidate, picture, seconds);
    const decision = this.#decisionOf(candidate, verdict);
    const hold = decision === null && verdict.kind === "hold" ? verdict : null;
    this.#release(verdict, seconds);
    this.#entries.push({ candidate, seconds, decision, hold });
    if (hold !== null) this.#count(candidate, 1);
    this.#keepBounds();
    return this.#takeDecided();
  }

  /** Leaves out all that is held, because no frame comes that could change that. */
  flush(): readonly DecidedFrame[] {
    for (const entry of this.#entries) if (entry.decision === null) this.#leaveOut(entry);
    return this.#takeDecided();
  }

  /** The same, and the rules hear that no frame follows. */
  end(): readonly DecidedFrame[] {
    for (const rule of this.#rules) rule.end?.();
    return this.flush();
  }

  /** Frames that were not decided on, when nobody will decide any more. */
  abandon(): readonly Candidate[] {
    return this.#entries.splice(0).map(({ candidate }) => candidate);
  }

  #judge({ frame, isOnRecord }: Candidate, picture: LumaPicture, seconds: number): Judgment {
    let heldSinceSeconds: number | undefined;
    for (const rule of this.#rules) {
      const verdict = rule.judge(picture, { frame, seconds, isOnRecord });
      if (verdict.kind !== "send") return { ...verdict, rule: rule.name };
      heldSinceSeconds ??= verdict.heldSinceSeconds;
    }
    for (const rule of this.#rules) rule.sent?.(picture);
    return { kind: "send", heldSinceSeconds };
  }

  /** `null` for a frame that is held. */
  #decisionOf({ kind }: Candidate, verdict: Judgment): FrameDecision | null {
    if (kind !== "new" || verdict.kind === "send") return SEND;
    if (verdict.kind === "hold") return null;
    return { kind: "skip", rule: verdict.rule, reason: verdict.reason };
  }

  /** Decides on frames that are held, by the frame that has come. */
  #release(verdict: Judgment, seconds: number): void {
    const since = verdict.kind === "send" ? verdict.heldSinceSeconds : undefined;
    for (const entry of this.#entries) {
      if (entry.hold === null || entry.decision !== null) continue;
      if (since !== undefined && entry.seconds >= since) this.#decide(entry, SEND);
      else if (entry.hold.untilSeconds < seconds) this.#leaveOut(entry);
    }
  }

  #keepBounds(): void {
    const { maxFrames, maxBytes } = this.#bounds;
    for (const entry of this.#entries) {
      if (this.#heldCount <= maxFrames && this.#heldBytes <= maxBytes) return;
      if (entry.decision !== null) continue;
      this.#leaveOut(entry);
      this.#onOverflow();
    }
  }

  #leaveOut(entry: Entry): void {
    if (entry.hold === null) return;
    const { rule, reason } = entry.hold;
    this.#decide(entry, { kind: "skip", rule, reason });
  }

  #decide(entry: Entry, decision: FrameDecision): void {
    entry.decision = decision;
    this.#count(entry.candidate, -1);
  }

  #count({ frame }: Candidate, change: 1 | -1): void {
    this.#heldCount += change;
    this.#heldBytes += change * frame.byteLength;
  }

  #takeDecided(): readonly DecidedFrame[] {
    const undecided = this.#entries.findIndex(({ decision }) => decision === null);
    const count = undecided === -1 ? this.#entries.length : undecided;
    return this.#entries
      .splice(0, count)
      .map(({ candidate, decision }) => ({ candidate, decision: decision ?? SEND }));
  }
}

/** A verdict, and the rule whose it is. */
type Judgment =
  | Extract<RuleVerdict, { kind: "send" }>
  | (Exclude<RuleVerdict, { kind: "send" }> & { readonly rule: FrameRule["name"] });

const SEND = { kind: "send" } as const;
