import type { Answer } from "../core/service/answer.ts";
import type { BatchProtocol, Protocol } from "../core/service/protocol.ts";
import type { Verdict } from "../core/frame/verdict.ts";
import { batchOfOne } from "./batch-of-one.ts";
import { base64BodyLayout, type ImageText, JSON_HEADERS, partsAround } from "./base64-body.ts";
import { isObject, type JsonObject, listOf, objectOf, textOf } from "./json-value.ts";
import { type Flaw, judgeJsonBatch, type Share } from "./judge-json.ts";
import { nestedParams } from "./nested-params.ts";
import { deploymentIn, openaiRoutes } from "./openai-routes.ts";
import { optionalRouteProbe } from "./probes.ts";
import { modelOf, promptOf, type Settings, sortParams } from "./settings.ts";
import { LANGUAGE_MODEL_TIMEOUT_MS } from "./timeouts.ts";
import { TokenLimit } from "./token-limit.ts";

/**
 * Chat completions with images, as offered by OpenAI, vLLM, llama.cpp and others (OpenAI API reference,
 * "Create chat completion"). `--param detail=low` applies to each image; the name of the token limit is
 * learned from the service.
 */
export function openai(settings: Settings): Protocol {
  const { own, rest } = sortParams(settings, ["detail"]);
  const limit = new TokenLimit(nestedParams(rest));
  const bodyOf = chatOf(settings, own);
  const batch: BatchProtocol = {
    encode: (_, images) => ({
      headers: JSON_HEADERS,
      around: partsAround(images, bodyOf({ ...limit.field, ...limit.others })),
      note: limit.note,
    }),
    judge: judgeChat,
  };
  const { chat, models } = openaiRoutes(settings);
  return {
    ...base64BodyLayout(bodyOf({ ...limit.maxField, ...limit.others })),
    ...batchOfOne(batch),
    batch,
    route: chat,
    timeoutMs: LANGUAGE_MODEL_TIMEOUT_MS,
    largestImageBytes: Infinity,
    // Some gateways have only the one route.
    probe: optionalRouteProbe(models),
    adapt: (answer, note) => limit.adapt(answer, note),
  };
}

type BodyOf = (images: readonly ImageText[]) => unknown;

function chatOf(settings: Settings, image: object): (params: object) => BodyOf {
  const model = modelOf({ ...settings, model: settings.model ?? deploymentIn(settings) });
  const text = { type: "text", text: promptOf(settings) };
  return (params) => (images) => {
    const parts = images.map(({ base64, type }) => ({
      type: "image_url",
      image_url: { url: `data:${type};base64,${base64}`, ...image },
    }));
    const messages = [{ role: "user", content: [text, ...parts] }];
    return { ...params, model, messages };
  };
}

function judgeChat(answer: Answer, frameCount: number): Verdict | readonly Verdict[] {
  const verdict = judgeJsonBatch(answer, frameCount, (value) => sharesIn(value, frameCount));
  if (!("kind" in verdict) || verdict.kind !== "unavailable" || !isOutOfCredit(verdict.response))
    return verdict;
  const { status, response, reason } = verdict;
  return { kind: "rejected", status, response, reason };
}

/** The share of each frame: one text is about all frames of a request. */
function sharesIn(value: unknown, frameCount: number): Flaw | readonly Share[] {
  const [choice] = listOf(objectOf(value)["choices"]);
  const { message } = objectOf(choice);
  if (!isObject(message)) return { flaw: "the answer has no message" };
  const text = textIn(message);
  const predictions = text === null ? null : { text };
  return Array.from({ length: frameCount }, () => ({ response: value, predictions }));
}

/**
 * Text of the model; `null` if it wrote none, for example because it ran out of tokens while reasoning.
 * That is an answer, too: it was paid for, and another request would cost the same again.
 */
function textIn({ content, refusal }: JsonObject): string | null {
  const parts = listOf(content).flatMap((part) => textOf(objectOf(part)["text"]) ?? []);
  return textOf(content) ?? (parts.length > 0 ? parts.join("") : textOf(refusal));
}

/** True for a 429 that waiting does not fix (OpenAI, "Error codes"). */
function isOutOfCredit(response: unknown): boolean {
  const { type, code } = objectOf(objectOf(response)["error"]);
  return type === "insufficient_quota" || code === "insufficient_quota";
}
