import type { Answer } from "../core/service/answer.ts";
import type { Verdict } from "../core/frame/verdict.ts";
import { type Flaw, judgeJsonBatch, type Share } from "./judge-json.ts";
import { excerptOf } from "./one-line.ts";

/** Text of a language model; `null` if it wrote none, which is still a paid answer. */
export interface ModelText {
  readonly text: string | null;
}

/** The reason why a service refuses to describe a frame; it is permanent. */
export interface Blocked {
  readonly blocked: string;
}

/**
 * Judges the answer of a language model: one text is about all frames of a request, and each gets it.
 *
 * @param read extracts the text from the JSON.
 */
export function judgeText(
  answer: Answer,
  frameCount: number,
  read: (value: unknown) => Flaw | Blocked | ModelText,
): Verdict | readonly Verdict[] {
  let blocked: string | null = null;
  const verdict = judgeJsonBatch(answer, frameCount, (value) => {
    const reading = read(value);
    if ("flaw" in reading) return reading;
    if ("blocked" in reading) ({ blocked } = reading);
    const text = "text" in reading ? reading.text : null;
    return sharesOf(value, text, frameCount);
  });
  if (blocked === null) return verdict;
  const { status, response } = "kind" in verdict ? verdict : (verdict[0] as Verdict);
  const reason = `the service answered ${status}, but declined to describe the image: ${excerptOf(blocked)}`;
  return { kind: "rejected", status, response, reason };
}

function sharesOf(value: unknown, text: string | null, frameCount: number): readonly Share[] {
  const predictions = text === null ? null : { text };
  return Array.from({ length: frameCount }, () => ({ response: value, predictions }));
}
