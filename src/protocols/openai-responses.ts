import type { Answer } from "../core/service/answer.ts";
import type { Protocol } from "../core/service/protocol.ts";
import type { Verdict } from "../core/frame/verdict.ts";
import type { ImageText } from "./base64-body.ts";
import { verdictOnError } from "./judge-answer.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import type { Flaw } from "./judge-json.ts";
import { type Blocked, judgeText, type ModelText } from "./judge-text.ts";
import { languageModel, presenceProbe } from "./language-model.ts";
import { nestedParams } from "./nested-params.ts";
import { modelOf, promptOf, type Settings, sortParams } from "./settings.ts";

/**
 * OpenAI's Responses API with images (OpenAI API reference, "Create a model response"; guide "Images and
 * vision"). `--param detail=low` applies to each image. Nothing is stored at the service unless `--param
 * store=true` asks for it.
 */
export function openaiResponses(settings: Settings): Protocol {
  const { own, rest } = sortParams(settings, ["detail"]);
  const model = modelOf(settings);
  const params = nestedParams(rest);
  const text = { type: "input_text", text: promptOf(settings) };
  const bodyOf = (images: readonly ImageText[]): unknown => {
    const parts = images.map(({ base64, type }) => ({
      type: "input_image",
      image_url: `data:${type};base64,${base64}`,
      ...own,
    }));
    const input = [{ role: "user", content: [text, ...parts] }];
    return { store: false, ...params, model, input };
  };
  return languageModel({
    route: "/v1/responses",
    bodyOf,
    judge: judgeResponse,
    probe: presenceProbe("/v1/models"),
  });
}

function judgeResponse(answer: Answer, frameCount: number): Verdict | readonly Verdict[] {
  const verdict = judgeText(answer, frameCount, read);
  if (!("kind" in verdict) || verdict.kind === "accepted") return verdict;
  const { kind, status, response, reason } = verdict;
  const { code, type, message } = objectOf(objectOf(response)["error"]);
  // A 429 that waiting does not fix (OpenAI, "Error codes").
  if (kind === "unavailable" && [code, type].includes("insufficient_quota"))
    return { kind: "rejected", status, response, reason };
  const name = textOf(code);
  if (kind !== "transientError" || status !== 200 || name === null) return verdict;
  const words = textOf(message) ?? name;
  return verdictOnError(answer, { status: STATUS_OF_CODE[name] ?? 400, message: words }, response);
}

/** Statuses of the errors in an answer of success (`ResponseError`); all others are about the request. */
const STATUS_OF_CODE: Readonly<Record<string, number>> = {
  server_error: 500,
  rate_limit_exceeded: 429,
  vector_store_timeout: 504,
};

function read(value: unknown): Flaw | Blocked | ModelText {
  const { output, status, incomplete_details: details } = objectOf(value);
  if (!Array.isArray(output)) return { flaw: "the answer has no output" };
  if (status === "queued" || status === "in_progress") return { flaw: "the answer is not done" };
  const text = textIn(output);
  const { reason } = objectOf(details);
  return text === null && reason === "content_filter" ? { blocked: reason } : { text };
}

/** Text or refusal of the model, without its reasoning. */
function textIn(output: unknown): string | null {
  const messages = listOf(output).map((item) => objectOf(item));
  const parts = messages.flatMap(({ content }) => listOf(content).map(objectOf));
  const texts = parts.flatMap(({ type, text }) =>
    type === "output_text" ? (textOf(text) ?? []) : [],
  );
  const refusals = parts.flatMap(({ refusal }) => textOf(refusal) ?? []);
  const written = texts.length > 0 ? texts : refusals;
  return written.length > 0 ? written.join("") : null;
}
