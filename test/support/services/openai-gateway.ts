import { createRequire } from "node:module";
import { join } from "node:path";
import { type AnnouncedService, startAnnounced } from "./announced-service.ts";

/**
 * Starts Portkey's AI Gateway, which takes OpenAI's chat completions and puts them to the services
 * of others, each in its own language.
 */
export async function startOpenaiGateway(): Promise<AnnouncedService> {
  const program = createRequire(import.meta.url).resolve(
    "@portkey-ai/gateway/build/start-server.js",
  );
  const loopback = join(import.meta.dirname, "loopback-only.ts");
  return await startAnnounced({
    command: [process.execPath, "--import", loopback, program, "--port=0", "--headless"],
    // It refuses to ask addresses of this machine, unless it is told which to trust.
    env: { ...process.env, TRUSTED_CUSTOM_HOSTS: "127.0.0.1" },
    healthRoute: "/",
  });
}

/** Headers that choose Google's Gemini, to be found at another address. */
export function toGeminiAt(url: string): Readonly<Record<string, string>> {
  return {
    authorization: "Bearer key-of-gemini",
    "x-portkey-provider": "google",
    "x-portkey-custom-host": url,
  };
}
