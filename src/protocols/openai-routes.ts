import { namedInAddress, pathOf } from "./named-in-address.ts";
import type { Settings } from "./settings.ts";

/** Routes of chat completions, below the address of a service. */
export interface OpenaiRoutes {
  readonly chat: string;
  /** Of the list of models. */
  readonly models: string;
}

/**
 * An address that names a version is a base as OpenAI's client libraries take it (`base_url`), such as
 * `.../v1`, `.../v1beta/openai` (Gemini API, "OpenAI compatibility"), `.../api/v3` (Volcengine Ark) or
 * `.../api/paas/v4` (Zhipu); so are a deployment of Azure OpenAI and all that comes before
 * `/chat/completions` in a whole address. Any other is the root of a server, where the version is 1.
 */
export function openaiRoutes(settings: Settings): OpenaiRoutes {
  const base = BASE.test(pathOf(settings)) ? "" : "/v1";
  return { chat: `${base}/chat/completions`, models: `${base}/models` };
}

/** The deployment that an address of Azure OpenAI names in the model's place; `null` for any other. */
export function deploymentIn(settings: Settings): string | null {
  return namedInAddress(settings, DEPLOYMENT)["name"] ?? null;
}

const BASE =
  /\/v\d+(?:\.\d+)?(?:(?:alpha|beta|preview)\d*)?(?:\/|$)|\/deployments\/[^/]+$|\/chat\/completions$/iu;
const DEPLOYMENT = /\/deployments\/(?<name>[^/]+)(?:\/chat\/completions)?$/u;
