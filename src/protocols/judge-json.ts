import { counted } from "../core/counted.ts";
import type { Answer } from "../core/answer.ts";
import type { Predictions } from "../core/predictions.ts";
import type { Accepted, Verdict } from "../core/verdict.ts";
import { errorInBody, errorInListBody } from "./error-in-body.ts";
import { complained, isUndecodable, judgeWhole } from "./judge-answer.ts";
import { excerptOf } from "./one-line.ts";
import { type Body, readBody } from "./read-body.ts";

/** Why an answer of the right status is not the one that is due, in words. */
export interface Flaw {
  readonly flaw: string;
}

/** The answer that is due, with what it means where that can be said. */
export interface Meaning {
  readonly predictions: Predictions | null;
}

/** What one frame of several gets of an answer that is due to all of them. */
export interface Share extends Meaning {
  /** As the answer would be if that frame had been alone. */
  readonly response: unknown;
}

/** Judges an answer where JSON of a certain shape is due. */
export function judgeJson(answer: Answer, read: (value: unknown) => Flaw | Meaning): Verdict {
  const verdict = judgeJsonBatch(answer, 1, (value) => {
    const reading = read(value);
    return "flaw" in reading ? reading : [{ ...reading, response: value }];
  });
  return "kind" in verdict ? verdict : (verdict[0] as Verdict);
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
  const body = readBody(answer);
  const whole = judgeWhole(answer, body);
  if (whole.kind !== "accepted") {
    // To send such frames again in smaller batches would bring no other answer.
    const isOfEach = frameCount > 1 && isUndecodable(answer);
    return isOfEach ? Array.from({ length: frameCount }, () => whole) : whole;
  }
  const shares = body.value === undefined ? notJson(body.text) : split(body.value);
  if ("flaw" in shares) return flawed(answer, body, shares.flaw);
  if (shares.length !== frameCount)
    return flawed(
      answer,
      body,
      `the answer is about ${counted(shares.length, "frame")}, but ${counted(frameCount, "was", "were")} sent`,
    );
  const kept = frameCount === 1 ? [body.response] : keptShares(shares, body, split);
  const verdicts = shares.map((share, index) => judgeShare(answer, share, kept[index]));
  return frameCount === 1 ? (verdicts[0] as Verdict) : verdicts;
}

/** What is wrong with the whole, unless a list in it says more. */
function flawed(answer: Answer, { value, response }: Body, flaw: string): Verdict {
  const complaint = errorInListBody(value);
  if (complaint !== null) return complained(answer, complaint, response);
  return { kind: "transientError", status: answer.status, response, reason: flaw };
}

/** Each frame's share as it is kept, with all its numbers. */
function keptShares(
  shares: readonly Share[],
  { response, value }: Body,
  split: (value: unknown) => Flaw | readonly Share[],
): readonly unknown[] {
  const isExact = response === value || typeof response === "string";
  const exact = isExact ? shares : split(response);
  return ("flaw" in exact ? shares : exact).map((share) => share.response);
}

function judgeShare(answer: Answer, share: Share, response: unknown): Verdict {
  const complaint = errorInBody(share.response) ?? errorInListBody(share.response);
  if (complaint !== null) return complained(answer, complaint, response);
  const accepted: Accepted = { kind: "accepted", status: answer.status, response };
  const { predictions } = share;
  return predictions === null ? accepted : { ...accepted, predictions };
}

function notJson(text: string): Flaw {
  const said = excerptOf(text);
  return { flaw: said === "" ? "the answer is empty" : `the answer is not JSON: ${said}` };
}
