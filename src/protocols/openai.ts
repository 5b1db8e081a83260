import type { Answer } from "../core/answer.ts";
import type { BatchProtocol, Protocol } from "../core/protocol.ts";
import type { Verdict } from "../core/verdict.ts";
import { asSingle } from "./as-single.ts";
import { base64Room, type ImageText, JSON_HEADERS, partsAround } from "./base64-body.ts";
import { isObject, type JsonObject, listOf, objectOf, textOf } from "./json-value.ts";
import { type Flaw, judgeJsonBatch, type Share } from "./judge-json.ts";
import { nestedParams } from "./nested-params.ts";
import { routeProbe } from "./probes.ts";
import { modelOf, promptOf, type Settings, sortParams } from "./settings.ts";
import { LANGUAGE_MODEL_TIMEOUT_MS } from "./timeouts.ts";

/**
 * Chat completions with images, as OpenAI, vLLM, llama.cpp and others offer them (OpenAI API
 * reference, "Create chat completion"). `--param detail=low` is said of each image.
 */
export function openai(settings: Settings): Protocol {
  const bodyOf = chatOf(settings);
  const batch: BatchProtocol = {
    encode: (_, images) => ({ headers: JSON_HEADERS, around: partsAround(images, bodyOf) }),
    judge: judgeChat,
  };
  const probe = routeProbe("/v1/models");
  return {
    ...base64Room(bodyOf),
    ...asSingle(batch),
    batch,
    route: "/v1/chat/completions",
    timeoutMs: LANGUAGE_MODEL_TIMEOUT_MS,
    largestImageBytes: Infinity,
    // Some gateways have only the one route.
    probe: {
      ...probe,
      whyNotReady: (answer) => (answer.status === 404 ? null : probe.whyNotReady(answer)),
    },
  };
}

function chatOf(settings: Settings): (images: readonly ImageText[]) => unknown {
  const { own, rest } = sortParams(settings, ["detail"]);
  const model = modelOf(settings);
  const text = { type: "text", text: promptOf(settings) };
  const limit = "max_completion_tokens" in rest ? {} : { max_tokens: 300 };
  const params = nestedParams(rest);
  return (images) => {
    const parts = images.map(({ base64, type }) => ({
      type: "image_url",
      image_url: { url: `data:${type};base64,${base64}`, ...own },
    }));
    const messages = [{ role: "user", content: [text, ...parts] }];
    return { ...limit, ...params, model, messages };
  };
}

function judgeChat(answer: Answer, frameCount: number): Verdict | readonly Verdict[] {
  const verdict = judgeJsonBatch(answer, frameCount, (value) => sharesIn(value, frameCount));
  if (!("kind" in verdict) || verdict.kind !== "overloaded" || !isOutOfCredit(verdict.response))
    return verdict;
  const { status, response, reason } = verdict;
  return { kind: "refused", status, response, reason };
}

/** One text speaks of all frames of a request: each gets it. */
function sharesIn(value: unknown, frameCount: number): Flaw | readonly Share[] {
  const [choice] = listOf(objectOf(value)["choices"]);
  const { message } = objectOf(choice);
  if (!isObject(message)) return { flaw: "the answer has no message" };
  const text = textIn(message);
  const normalised = text === null ? null : { text };
  return Array.from({ length: frameCount }, () => ({ response: value, normalised }));
}

/**
 * What a model says; `null` if it said nothing, as one that came no further than its reasoning. That is
 * an answer, too: it was paid for, and asking again would cost the same again.
 */
function textIn({ content, refusal }: JsonObject): string | null {
  const parts = listOf(content).flatMap((part) => textOf(objectOf(part)["text"]) ?? []);
  return textOf(content) ?? (parts.length > 0 ? parts.join("") : textOf(refusal));
}

/** A 429 that no waiting mends (OpenAI, "Error codes"). */
function isOutOfCredit(response: unknown): boolean {
  const { type, code } = objectOf(objectOf(response)["error"]);
  return type === "insufficient_quota" || code === "insufficient_quota";
}
