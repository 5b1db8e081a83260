import { expect, test } from "vitest";
import type { FrameRule, RuleVerdict } from "../../src/selection/frame-rule.ts";
import type { Candidate } from "../../src/selection/frame-selector.ts";
import { type DecidedFrame, FrameSequence } from "../../src/selection/frame-sequence.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

const PICTURE = { width: 1, height: 1, values: new Uint8Array(1) };
const BOUNDS = { maxFrames: 100, maxBytes: 1000 };

const send = (heldSinceSeconds?: number): RuleVerdict => ({ kind: "send", heldSinceSeconds });
const skip: RuleVerdict = { kind: "skip", reason: "skipped" };
const hold = (untilSeconds: number): RuleVerdict => ({
  kind: "hold",
  untilSeconds,
  reason: "held",
});

/** A rule that says of each frame what is written down for it. */
function ruleOf(verdicts: readonly RuleVerdict[], name: FrameRule["name"] = "motion"): FrameRule {
  return { name, judge: (_, { seconds }) => verdicts[seconds] ?? skip };
}

function candidate(seconds: number, kind: Candidate["kind"] = "new"): Candidate {
  const frame = sampleFrame({ index: seconds, byteLength: 10 });
  return { frame, kind, isOnRecord: kind === "settled", settle: async () => {} };
}

const shown = (decided: readonly DecidedFrame[]) =>
  decided.map(({ candidate: { frame }, decision }) => `${frame.index} ${decision.kind}`);

const none = (): void => {};

test("a frame that is held leaves with the frame that has it sent, or that comes too late for that", () => {
  const verdicts = [hold(1), hold(2), send(1), hold(4), hold(5), hold(6), hold(7), skip];
  const sequence = new FrameSequence([ruleOf(verdicts)], BOUNDS, none);
  const left = verdicts.map((_, at) => shown(sequence.add(candidate(at), PICTURE, at)));
  expect(left).toEqual([
    ...[[], [], ["0 skip", "1 send", "2 send"]],
    ...[[], [], ["3 skip"], ["4 skip"], ["5 skip"]],
  ]);
  expect(shown(sequence.flush())).toEqual(["6 skip", "7 skip"]);
  expect(sequence.isHolding).toBe(false);
});

test("frames leave in their order, also behind one that is held", () => {
  const sequence = new FrameSequence([ruleOf([hold(9), send(), skip])], BOUNDS, none);
  for (const at of [0, 1, 2]) expect(sequence.add(candidate(at), PICTURE, at)).toEqual([]);
  expect(shown(sequence.add(candidate(3), null, 3))).toEqual([]);
  expect(shown(sequence.end())).toEqual(["0 skip", "1 send", "2 skip", "3 send"]);
});

test("what no rule can look at, and what has its outcome, is never left out", () => {
  const sequence = new FrameSequence([ruleOf([skip, hold(9)])], BOUNDS, none);
  expect(shown(sequence.add(candidate(0), null, 0))).toEqual(["0 send"]);
  expect(shown(sequence.add(candidate(0, "settled"), PICTURE, 0))).toEqual(["0 send"]);
  expect(shown(sequence.add(candidate(1, "settled"), PICTURE, 1))).toEqual(["1 send"]);
});

test("rules are asked in their order until one does not send, and hear what is sent", () => {
  const sent: string[] = [];
  const rule = (name: FrameRule["name"], verdicts: readonly RuleVerdict[]): FrameRule => ({
    ...ruleOf(verdicts, name),
    sent: () => sent.push(name),
  });
  const rules = [rule("similar", [skip, send(), send()]), rule("motion", [send(), skip, send()])];
  const sequence = new FrameSequence(rules, BOUNDS, none);
  const decided = [0, 1, 2].flatMap((at) => sequence.add(candidate(at), PICTURE, at));
  expect(decided.map(({ decision }) => decision)).toEqual([
    { kind: "skip", rule: "similar", reason: "skipped" },
    { kind: "skip", rule: "motion", reason: "skipped" },
    { kind: "send" },
  ]);
  expect(sent).toEqual(["similar", "motion"]);
});

test("the oldest frames are left out when more are held than the bounds allow", () => {
  let overflows = 0;
  const rules = [ruleOf(Array.from({ length: 9 }, () => hold(99)))];
  const bounds = { maxFrames: 3, maxBytes: 1000 };
  const sequence = new FrameSequence(rules, bounds, () => (overflows += 1));
  const left = [0, 1, 2, 3, 4].map((at) => shown(sequence.add(candidate(at), PICTURE, at)));
  expect(left).toEqual([[], [], [], ["0 skip"], ["1 skip"]]);
  expect(overflows).toBe(2);
  const small = new FrameSequence(rules, { maxFrames: 99, maxBytes: 20 }, none);
  const others = [0, 1, 2].map((at) => shown(small.add(candidate(at), PICTURE, at)));
  expect(others).toEqual([[], [], ["0 skip"]]);
});
