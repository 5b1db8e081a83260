import type { Answer } from "../core/service/answer.ts";
import type { Protocol } from "../core/service/protocol.ts";
import { base64Body, type ImageText } from "./base64-body.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import { type Flaw, judgeJson, type Meaning } from "./judge-json.ts";
import { nestedParams } from "./nested-params.ts";
import { routeProbe } from "./probes.ts";
import { modelOf, promptOf, type Settings } from "./settings.ts";
import { LANGUAGE_MODEL_TIMEOUT_MS } from "./timeouts.ts";

/** Ollama's own API (ollama/ollama, docs/api.md). */
export function ollama(settings: Settings): Protocol {
  const model = modelOf(settings);
  const bodyOf = (images: readonly ImageText[]): unknown => ({
    ...nestedParams(settings.params ?? {}),
    model,
    prompt: promptOf(settings),
    stream: false,
    images: images.map(({ base64 }) => base64),
  });
  return {
    ...base64Body(bodyOf),
    route: "/api/generate",
    timeoutMs: LANGUAGE_MODEL_TIMEOUT_MS,
    largestImageBytes: Infinity,
    probe: routeProbe("/api/tags", (value) => missingReason(model, value)),
    judge: (answer: Answer) => judgeJson(answer, read),
  };
}

/**
 * Meaning of the answer. A thinking model may reach its token limit without a response: that is an answer,
 * too.
 */
function read(value: unknown): Flaw | Meaning {
  const { response, thinking, done } = objectOf(value);
  const text = textOf(response);
  if (text === null && textOf(thinking) === null) return { flaw: "the answer has no response" };
  if (done === false) return { flaw: "the answer is not done" };
  return { predictions: text === null ? null : { text } };
}

/** Reason why a model is missing. A name without a tag means the tag `latest`. */
function missingReason(model: string, value: unknown): string | null {
  const { models } = objectOf(value);
  if (!Array.isArray(models)) return null;
  const names = listOf(models).map((entry) => textOf(objectOf(entry)["name"]));
  const isThere = names.includes(model) || names.includes(`${model}:latest`);
  return isThere ? null : `it does not have the model: run "ollama pull ${model}" there`;
}
