import type { Protocol } from "../core/service/protocol.ts";
import type { ImageText } from "./base64-body.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import type { Flaw } from "./judge-json.ts";
import { type Blocked, judgeText, type ModelText } from "./judge-text.ts";
import { languageModel, presenceProbe } from "./language-model.ts";
import { nestedParams } from "./nested-params.ts";
import { modelOf, promptOf, type Settings, sortParams } from "./settings.ts";

/**
 * Google's `generateContent` with inline images (ai.google.dev, "Gemini API reference", "Generating
 * content", and "Image understanding"). `--param version=v1` selects another API version than `v1beta`; an
 * empty one leaves it to the address, as Vertex AI needs it (cloud.google.com, "Method:
 * models.generateContent").
 */
export function gemini(settings: Settings): Protocol {
  const { own, rest } = sortParams(settings, ["version"]);
  const path = modelPath(modelOf(settings), own.version ?? "v1beta");
  const params = nestedParams(rest);
  const prompt = { text: promptOf(settings) };
  const bodyOf = (images: readonly ImageText[]): unknown => {
    const parts = images.map(({ base64, type }) => ({
      inline_data: { mime_type: type, data: base64 },
    }));
    return { ...params, contents: [{ role: "user", parts: [prompt, ...parts] }] };
  };
  return languageModel({
    route: `${path}:generateContent`,
    bodyOf,
    judge: (answer, frameCount) => judgeText(answer, frameCount, read),
    probe: presenceProbe(path),
  });
}

/** Path of a model, whose name may include its kind, such as `tunedModels/cats`. */
function modelPath(model: string, version: string): string {
  const name = model.includes("/") ? model : `models/${model}`;
  const parts = [version, ...name.split("/")].filter((part) => part !== "");
  return `/${parts.map(encodeURIComponent).join("/")}`;
}

/** Text of the answer without the model's thinking. */
function read(value: unknown): Flaw | Blocked | ModelText {
  const { candidates, promptFeedback } = objectOf(value);
  const { blockReason, blockReasonMessage } = objectOf(promptFeedback);
  const [candidate] = listOf(candidates);
  if (candidate === undefined) {
    const why = textOf(blockReasonMessage) ?? textOf(blockReason);
    return why === null ? { flaw: "the answer has no candidate" } : { blocked: why };
  }
  const { content, finishReason, finishMessage } = objectOf(candidate);
  const parts = listOf(objectOf(content)["parts"]).map(objectOf);
  const texts = parts.flatMap(({ text, thought }) =>
    thought === true ? [] : (textOf(text) ?? []),
  );
  if (texts.length > 0) return { text: texts.join("") };
  const reason = textOf(finishReason) ?? "STOP";
  return SILENT.has(reason) ? { text: null } : { blocked: textOf(finishMessage) ?? reason };
}

/** Finish reasons of an answer without text that was not withheld (`Candidate.FinishReason`). */
const SILENT: ReadonlySet<string> = new Set(["STOP", "MAX_TOKENS", "FINISH_REASON_UNSPECIFIED"]);
