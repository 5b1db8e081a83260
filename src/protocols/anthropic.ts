import type { Answer } from "../core/service/answer.ts";
import type { Protocol } from "../core/service/protocol.ts";
import type { Verdict } from "../core/frame/verdict.ts";
import type { ImageText } from "./base64-body.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import type { Flaw } from "./judge-json.ts";
import { type Blocked, judgeText, type ModelText } from "./judge-text.ts";
import { languageModel, presenceProbe } from "./language-model.ts";
import { nestedParams } from "./nested-params.ts";
import { requestedWait } from "./retry-after.ts";
import { modelOf, promptOf, type Settings } from "./settings.ts";

/**
 * Anthropic's Messages API with image blocks (platform.claude.com, "Create a Message", "Vision", "Handling
 * stop reasons" and "Errors"). A token limit is required: 300, unless `--param max_tokens=` sets another.
 */
export function anthropic(settings: Settings): Protocol {
  const model = modelOf(settings);
  const params = nestedParams(settings.params ?? {});
  const prompt = { type: "text", text: promptOf(settings) };
  const bodyOf = (images: readonly ImageText[]): unknown => {
    const blocks = images.map(({ base64, type }) => ({
      type: "image",
      source: { type: "base64", media_type: type, data: base64 },
    }));
    const messages = [{ role: "user", content: [...blocks, prompt] }];
    return { max_tokens: 300, ...params, model, messages };
  };
  return languageModel({
    route: "/v1/messages",
    bodyOf,
    judge: judgeMessage,
    probe: presenceProbe("/v1/models", VERSION),
    headers: VERSION,
  });
}

/** Required in every request; `--header` can override it. */
const VERSION = { "anthropic-version": "2023-06-01" };

/**
 * An overload is recognized by its name, whatever its status: 529 from Anthropic itself, 500 through some
 * gateways.
 */
function judgeMessage(answer: Answer, frameCount: number): Verdict | readonly Verdict[] {
  const verdict = judgeText(answer, frameCount, read);
  if (!("kind" in verdict) || verdict.kind !== "transientError" || !isOverload(verdict.response))
    return verdict;
  return { ...verdict, kind: "unavailable", ...requestedWait(answer, Date.now()) };
}

function isOverload(response: unknown): boolean {
  return objectOf(objectOf(response)["error"])["type"] === "overloaded_error";
}

/** Text of the answer without the model's thinking. Reaching the token limit is no error. */
function read(value: unknown): Flaw | Blocked | ModelText {
  const { content, stop_reason: reason, stop_details: details } = objectOf(value);
  if (!Array.isArray(content)) return { flaw: "the answer has no content" };
  if (reason === "refusal") return { blocked: refusalIn(details) };
  const blocks = listOf(content).map(objectOf);
  const texts = blocks.flatMap(({ type, text }) => (type === "text" ? (textOf(text) ?? []) : []));
  return { text: texts.length > 0 ? texts.join("") : null };
}

function refusalIn(details: unknown): string {
  const { explanation, category } = objectOf(details);
  return textOf(explanation) ?? textOf(category) ?? "refusal";
}
