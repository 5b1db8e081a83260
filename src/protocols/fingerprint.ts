import type { ProtocolName } from "../options/protocol-options.ts";
import { listOf, objectOf, textOf } from "./json-value.ts";
import { oneLine } from "./one-line.ts";

/** Requests a route of the service; `undefined` if the answer is not JSON. */
export type Get = (route: string) => Promise<unknown>;

/** A recognized service. */
export interface Recognized {
  readonly protocol: ProtocolName;
  /** Name that it reports, or that belongs to the route. */
  readonly name: string;
  /** Models that it lists. */
  readonly models: readonly string[];
}

/** Requests routes that only one kind of service has, one after the other. */
export async function fingerprint(get: Get): Promise<Recognized | null> {
  for (const recognizer of FINGERPRINTS) {
    const found = await recognizer(get);
    if (found !== null) return found;
  }
  return null;
}

type Recognizer = (get: Get) => Promise<Recognized | null>;

/** Ollama must precede OpenAI, whose routes it also has. */
const FINGERPRINTS: readonly Recognizer[] = [kserveV2, ollama, openaiOrTfserving, byName];

async function kserveV2(get: Get): Promise<Recognized | null> {
  const { name, version, extensions } = objectOf(await get("/v2"));
  if (typeof name !== "string" || (version === undefined && extensions === undefined)) return null;
  const suffix = typeof version === "string" ? ` ${version}` : "";
  return { protocol: "kserve-v2", name: oneLine(name + suffix), models: [] };
}

/** llama.cpp has `/api/tags`, too, but not this route. */
async function ollama(get: Get): Promise<Recognized | null> {
  const { version } = objectOf(await get("/api/version"));
  if (typeof version !== "string") return null;
  const models = namesIn(objectOf(await get("/api/tags"))["models"], "name");
  return { protocol: "ollama", name: oneLine(`Ollama ${version}`), models };
}

async function openaiOrTfserving(get: Get): Promise<Recognized | null> {
  const { object, data, models, error } = objectOf(await get("/v1/models"));
  if (object === "list" && Array.isArray(data))
    return { protocol: "openai", name: "an OpenAI-compatible server", models: namesIn(data, "id") };
  if (Array.isArray(models)) {
    const names = listOf(models).map(textOf);
    return { protocol: "tfserving", name: "a KServe v1 server", models: names.map(String) };
  }
  if (!/^malformed request/iu.test(textOf(error) ?? "")) return null;
  return { protocol: "tfserving", name: "TensorFlow Serving", models: [] };
}

async function byName(get: Get): Promise<Recognized | null> {
  if (/roboflow/iu.test(textOf(objectOf(await get("/info"))["name"]) ?? ""))
    return { protocol: "roboflow", name: "Roboflow Inference", models: [] };
  if (/^(?:partial |un)?healthy$/iu.test(textOf(objectOf(await get("/ping"))["status"]) ?? ""))
    return { protocol: "torchserve", name: "TorchServe", models: [] };
  if (typeof objectOf(await get("/v1/status/ping"))["success"] === "boolean")
    return { protocol: "deepstack", name: "CodeProject.AI", models: [] };
  return null;
}

function namesIn(entries: unknown, key: string): readonly string[] {
  return listOf(entries).flatMap((entry) => textOf(objectOf(entry)[key]) ?? []);
}
