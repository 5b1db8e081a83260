import { addressValues, pathOf } from "./address-values.ts";
import type { Settings } from "./settings.ts";

/** Routes of chat completions below the address of a service. */
export interface OpenaiRoutes {
  readonly chat: string;
  /** Route of the list of models. */
  readonly models: string;
}

/**
 * An address with a version is a base URL as OpenAI's client libraries take it (`base_url`), such as
 * `.../v1`, `.../v1beta/openai` (Gemini API, "OpenAI compatibility"), `.../api/v3` (Volcengine Ark) or
 * `.../api/paas/v4` (Zhipu); so are a deployment of Azure OpenAI and everything before `/chat/completions`
 * in a full address. Any other address is the root of a server, with version 1.
 */
export function openaiRoutes(settings: Settings): OpenaiRoutes {
  const base = BASE.test(pathOf(settings)) ? "" : "/v1";
  return { chat: `${base}/chat/completions`, models: `${base}/models` };
}

/** Deployment in an address of Azure OpenAI, which replaces the model; `null` for any other address. */
export function deploymentIn(settings: Settings): string | null {
  return addressValues(settings, DEPLOYMENT)["name"] ?? null;
}

const BASE =
  /\/v\d+(?:\.\d+)?(?:(?:alpha|beta|preview)\d*)?(?:\/|$)|\/deployments\/[^/]+$|\/chat\/completions$/iu;
const DEPLOYMENT = /\/deployments\/(?<name>[^/]+)(?:\/chat\/completions)?$/u;
