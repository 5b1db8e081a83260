import type { Recognized } from "./fingerprint.ts";
import { percentDecoded } from "../core/service/percent-decoding.ts";

/** A public service, recognized by its address alone. */
export interface RecognizedAddress extends Pick<Recognized, "protocol" | "name"> {
  /** Model in the address; `null` if there is none. */
  readonly model: string | null;
}

/**
 * Recognizes a service by its host, or by a path that only one API has. Such a service is not probed, since
 * it would answer nobody without a key; `null` if the address is ambiguous.
 */
export function recognizeAddress(address: string): RecognizedAddress | null {
  const { hostname, pathname } = new URL(address);
  const path = percentDecoded(pathname);
  if (CHAT_COMPLETIONS.test(path)) return null;
  const place = KNOWN_SERVICES.find(({ host, route }) => host.test(hostname) || route.test(path));
  if (place === undefined) return null;
  const { protocol, name, route } = place;
  return { protocol, name, model: route.exec(path)?.groups?.["model"] ?? null };
}

interface KnownService extends Pick<Recognized, "protocol" | "name"> {
  /** Hosts with no other API. */
  readonly host: RegExp;
  /** End of a path that no other API has. */
  readonly route: RegExp;
}

const NO_HOST = /^$/u;

/** At these paths, the hosts of Google and Anthropic speak OpenAI's protocol, as others do. */
const CHAT_COMPLETIONS = /\/(?:v1beta\/openai|chat\/completions)\/?$/u;

const KNOWN_SERVICES: readonly KnownService[] = [
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

function about(
  protocol: Recognized["protocol"],
  name: string,
): Pick<KnownService, "protocol" | "name"> {
  return { protocol, name };
}
