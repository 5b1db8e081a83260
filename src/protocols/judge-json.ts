import type { Answer } from "../core/answer.ts";
import type { Normalised } from "../core/normalised.ts";
import type { Accepted, Verdict } from "../core/verdict.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { excerptOf } from "./one-line.ts";
import { readBody } from "./read-body.ts";

/** Why an answer of the right status is not the one that is due, in words. */
export interface Flaw {
  readonly flaw: string;
}

/** The answer that is due, with what it means where that can be said. */
export interface Meaning {
  readonly normalised: Normalised | null;
}

/** What one frame of several gets of an answer that is due to all of them. */
export interface Share extends Meaning {
  /** As the answer would be if that frame had been alone. */
  readonly response: unknown;
}

/** Judges an answer where JSON of a certain shape is due. */
export function judgeJson(answer: Answer, read: (value: unknown) => Flaw | Meaning): Verdict {
  const verdict = judgeJsonParts(answer, (value) => {
    const reading = read(value);
    return "flaw" in reading ? reading : [{ ...reading, response: null }];
  });
  return "kind" in verdict ? verdict : withMeaning(verdict.whole, verdict.shares[0]);
}

/**
 * Judges an answer to several frames.
 *
 * @param split finds each frame's share in the JSON; their number must be the frames'.
 */
export function judgeJsonBatch(
  answer: Answer,
  frameCount: number,
  split: (value: unknown) => Flaw | readonly Share[],
): Verdict | readonly Verdict[] {
  const verdict = judgeJsonParts(answer, (value) => {
    const shares = split(value);
    if ("flaw" in shares || shares.length === frameCount) return shares;
    return { flaw: `the answer speaks of ${shares.length} frames, and ${frameCount} were sent` };
  });
  if ("kind" in verdict) return verdict;
  const { whole, shares } = verdict;
  if (frameCount === 1) return withMeaning(whole, shares[0]);
  return shares.map((share) => withMeaning({ ...whole, response: share.response }, share));
}

interface Parts {
  readonly whole: Accepted;
  readonly shares: readonly Share[];
}

function judgeJsonParts(
  answer: Answer,
  split: (value: unknown) => Flaw | readonly Share[],
): Verdict | Parts {
  const body = readBody(answer);
  const whole = judgeAnswer(answer, body);
  if (whole.kind !== "accepted") return whole;
  const shares = body.value === undefined ? notJson(body.text) : split(body.value);
  if (!("flaw" in shares)) return { whole, shares };
  return { kind: "broken", status: whole.status, response: whole.response, reason: shares.flaw };
}

function notJson(text: string): Flaw {
  const said = excerptOf(text);
  return { flaw: said === "" ? "the answer is empty" : `the answer is not JSON: ${said}` };
}

function withMeaning(verdict: Accepted, meaning: Meaning | undefined): Accepted {
  const normalised = meaning?.normalised ?? null;
  return normalised === null ? verdict : { ...verdict, normalised };
}
