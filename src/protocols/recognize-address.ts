import type { Recognized } from "./fingerprint.ts";
import { percentDecoded } from "../core/percent-decoding.ts";

/** A service of the public net, told by its address alone. */
export interface RecognizedAddress extends Pick<Recognized, "protocol" | "name"> {
  /** The model that the address names; `null` where it names none. */
  readonly model: string | null;
}

/**
 * Tells a service by its host, or by a path that only one interface has. Such a service need not be
 * asked, which it would answer to nobody without a key; `null` where the address tells nothing.
 */
export function recognizeAddress(address: string): RecognizedAddress | null {
  const { hostname, pathname } = new URL(address);
  const path = percentDecoded(pathname);
  if (CHAT_COMPLETIONS.test(path)) return null;
  const place = PLACES.find(({ host, route }) => host.test(hostname) || route.test(path));
  if (place === undefined) return null;
  const { protocol, name, route } = place;
  return { protocol, name, model: route.exec(path)?.groups?.["model"] ?? null };
}

interface Place extends Pick<Recognized, "protocol" | "name"> {
  /** Hosts that speak nothing else. */
  readonly host: RegExp;
  /** End of a path that nothing else has. */
  readonly route: RegExp;
}

const NO_HOST = /^$/u;

/** At these, the hosts of Google and Anthropic speak OpenAI's language, too, as others do. */
const CHAT_COMPLETIONS = /\/(?:v1beta\/openai|chat\/completions)\/?$/u;

const PLACES: readonly Place[] = [
  {
    ...about("openai-responses", "OpenAI's Responses"),
    host: NO_HOST,
    route: /\/v1\/responses\/?$/u,
  },
  {
    ...about("anthropic", "Anthropic's Messages"),
    host: /(?:^|\.)anthropic\.com$/u,
    route: /\/v1\/messages\/?$/u,
  },
  {
    ...about("gemini", "Google's generateContent"),
    host: /^(?:generativelanguage|[\w-]*aiplatform)\.googleapis\.com$/u,
    route: /\/models\/(?<model>[^/:]+):generateContent$/u,
  },
];

function about(protocol: Recognized["protocol"], name: string): Pick<Place, "protocol" | "name"> {
  return { protocol, name };
}
