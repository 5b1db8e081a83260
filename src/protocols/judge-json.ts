import { formatCount } from "../core/text/format-count.ts";
import type { Answer } from "../core/service/answer.ts";
import type { Predictions } from "../core/frame/predictions.ts";
import type { Accepted, Verdict } from "../core/frame/verdict.ts";
import { errorInBody, errorInListBody } from "./error-in-body.ts";
import { verdictOnError, isUndecodable, judgeWhole } from "./judge-answer.ts";
import { excerptOf } from "./one-line.ts";
import { type Body, readBody } from "./read-body.ts";

/** The reason why an answer of status 2xx is not the expected one. */
export interface Flaw {
  readonly flaw: string;
}

/** The expected answer, with its meaning if the protocol defines it. */
export interface Meaning {
  readonly predictions: Predictions | null;
}

/** The share of one frame in an answer to several. */
export interface Share extends Meaning {
  /** The response as if that frame had been sent alone. */
  readonly response: unknown;
}

/** Judges an answer that must be JSON of a certain form. */
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
 * @param split extracts each frame's share from the JSON; there must be one per frame.
 */
export function judgeJsonBatch(
  answer: Answer,
  frameCount: number,
  split: (value: unknown) => Flaw | readonly Share[],
): Verdict | readonly Verdict[] {
  const body = readBody(answer);
  const whole = judgeWhole(answer, body);
  if (whole.kind !== "accepted") {
    // Smaller batches would get the same answer.
    const isOfEach = frameCount > 1 && isUndecodable(answer);
    return isOfEach ? Array.from({ length: frameCount }, () => whole) : whole;
  }
  const shares = body.value === undefined ? notJson(body.text) : split(body.value);
  if ("flaw" in shares) return flawed(answer, body, shares.flaw);
  if (shares.length !== frameCount)
    return flawed(
      answer,
      body,
      `the answer is about ${formatCount(shares.length, "frame")}, but ${formatCount(frameCount, "was", "were")} sent`,
    );
  const kept = frameCount === 1 ? [body.response] : exactResponses(shares, body, split);
  const verdicts = shares.map((share, index) => judgeShare(answer, share, kept[index]));
  return frameCount === 1 ? (verdicts[0] as Verdict) : verdicts;
}

/** Verdict for a flawed answer, unless a list in it reports an error. */
function flawed(answer: Answer, { value, response }: Body, flaw: string): Verdict {
  const complaint = errorInListBody(value);
  if (complaint !== null) return verdictOnError(answer, complaint, response);
  return { kind: "transientError", status: answer.status, response, reason: flaw };
}

/** Response of each frame to keep, with exact numbers. */
function exactResponses(
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
  if (complaint !== null) return verdictOnError(answer, complaint, response);
  const accepted: Accepted = { kind: "accepted", status: answer.status, response };
  const { predictions } = share;
  return predictions === null ? accepted : { ...accepted, predictions };
}

function notJson(text: string): Flaw {
  const excerpt = excerptOf(text);
  return { flaw: excerpt === "" ? "the answer is empty" : `the answer is not JSON: ${excerpt}` };
}
