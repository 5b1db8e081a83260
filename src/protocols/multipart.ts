import type { Answer } from "../core/service/answer.ts";
import type { Protocol } from "../core/service/protocol.ts";
import { option } from "../core/option-spelling.ts";
import type { Verdict } from "../core/frame/verdict.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { multipartForm } from "./multipart-form.ts";
import { oneLine } from "./one-line.ts";
import { anyAnswerProbe } from "./probes.ts";
import type { Settings } from "./settings.ts";
import { DETECTOR_TIMEOUT_MS } from "./timeouts.ts";

/** One file in a form field, as in the tutorials of Flask and FastAPI. */
export function multipart({ field, params = {}, metadata = false }: Settings): Protocol {
  const fieldName = field ?? "image";
  return {
    ...multipartForm({ field: fieldName, fields: params, hasMetadata: metadata }),
    route: "",
    timeoutMs: DETECTOR_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: anyAnswerProbe,
    judge: (answer) => judgeUpload(answer, fieldName),
  };
}

/** Judges an answer, and adds the name of the form field that the service misses. */
export function judgeUpload(answer: Answer, field: string): Verdict {
  const verdict = judgeAnswer(answer);
  if (verdict.kind !== "rejected" || verdict.status !== 422) return verdict;
  const wanted = missingField(verdict.response);
  if (wanted === null || wanted === field) return verdict;
  const hint = `the service wants the form field "${wanted}" instead of "${field}": use ${option("field", wanted)}`;
  return { ...verdict, reason: `the service answered 422: ${hint}` };
}

/** Field that FastAPI reports as missing: `{"detail":[{"type":"missing","loc":["body","file"]}]}`. */
function missingField(response: unknown): string | null {
  for (const item of listOf(objectOf(response)["detail"])) {
    const [where, name] = listOf(objectOf(item)["loc"]);
    const wanted = where === "body" ? textOf(name) : null;
    if (wanted !== null) return oneLine(wanted);
  }
  return null;
}
