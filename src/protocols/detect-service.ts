import type { Answer, TransportFault } from "../core/answer.ts";
import type { Ask } from "../core/probe-request.ts";
import { option } from "../core/spelling.ts";
import type { ProtocolName } from "../options/protocol-options.ts";
import { joinAddress } from "./join-address.ts";
import { excerptOf, oneLine } from "./one-line.ts";
import { openaiRoutes } from "./openai-routes.ts";
import { descriptionPlaces, type Upload, uploadsIn } from "./openapi-uploads.ts";
import { readBody } from "./read-body.ts";
import { type Get, fingerprint, type Recognized } from "./fingerprint.ts";
import { type RouteClue, routeClue } from "./route-clues.ts";
import { recognizeAddress } from "./recognize-address.ts";
import type { Settings } from "./settings.ts";

/** A service and how to speak to it. */
export interface Detected {
  readonly protocol: ProtocolName;
  /** Where it is: the address that was given, or the one route of it that takes images. */
  readonly address: string;
  /** What was found out besides; what the user says goes before it. */
  readonly settings: Pick<Settings, "model" | "field" | "params">;
  /** What was found, in a sentence. */
  readonly words: string;
}

/** Why nothing can be said of a service. */
export interface Undetected {
  readonly problem: string;
}

/** Tells by its address what a service is, or asks it by routes that only one kind of service has. */
export async function detectService(
  address: string,
  ask: Ask,
  signal: AbortSignal,
): Promise<Detected | Undetected> {
  const hearing = new DetectionSession(ask, signal);
  const detected = await detect(address, hearing);
  const { unanswered } = hearing;
  if ("problem" in detected || unanswered === null) return detected;
  const doubt = `it did not answer ${oneLine(unanswered)} in time and may be of another kind: name it with ${option("protocol")}`;
  return { ...detected, words: `${detected.words}; ${doubt}` };
}

async function detect(address: string, hearing: DetectionSession): Promise<Detected | Undetected> {
  const known = recognizeAddress(address);
  if (known !== null)
    return modelled(address, { ...known, models: known.model === null ? [] : [known.model] }, null);
  const clue = routeClue(address);
  const recognized = await fingerprint(getBelow(address, clue, hearing));
  if (hearing.silence !== null) return { problem: hearing.silence };
  if (clue?.isSure && clue.protocol !== recognized?.protocol) return clued(address, clue, hearing);
  if (recognized !== null) return modelled(address, recognized, clue);
  const uploads = await describedUploads(address, (place) => hearing.get(place));
  return uploads.length > 0 ? uploadTo(address, uploads) : unknownService(address, hearing);
}

/** Asks below what the route in an address lies below, and for models where chat completions list them. */
function getBelow(address: string, clue: RouteClue | null, hearing: DetectionSession): Get {
  const root = clue?.root ?? address;
  const { models } = openaiRoutes({ address: clue?.protocol === "openai" ? address : root });
  return (route) => hearing.get(joinAddress(root, route === "/v1/models" ? models : route));
}

/** What a service answers to all that it is asked. */
class DetectionSession {
  /** Why not even the first question was answered; `null` if it was. */
  silence: string | null = null;
  wantsAuthorisation = false;
  /** The route of a question that it was too busy for, though it answered others; `null` if there was none. */
  unanswered: string | null = null;
  #hasHeard = false;
  readonly #ask: Ask;
  readonly #signal: AbortSignal;

  constructor(ask: Ask, signal: AbortSignal) {
    this.#ask = ask;
    this.#signal = signal;
  }

  async get(address: string): Promise<unknown> {
    // Nobody there once, nobody there again: it would only take longer.
    if (this.silence !== null) return undefined;
    const answer = await this.#askPatiently(address);
    if ("fault" in answer) {
      if (!this.#hasHeard) this.silence = answer.reason;
      else if (answer.fault === "timeout") this.unanswered ??= new URL(address).pathname;
      return undefined;
    }
    this.#hasHeard = true;
    this.wantsAuthorisation ||= answer.status === 401 || answer.status === 403;
    return readBody(answer).value;
  }

  /** One that is there may be busy: no answer in time is not the answer that there is no such route. */
  async #askPatiently(address: string): Promise<Answer | TransportFault> {
    const question = { method: "GET", address } as const;
    const answer = await this.#ask(question, this.#signal);
    const isLate = "fault" in answer && answer.fault === "timeout";
    return isLate && this.#hasHeard ? await this.#ask(question, this.#signal) : answer;
  }
}

function modelled(address: string, found: Recognized, clue: RouteClue | null): Detected {
  const { protocol, name, models } = found;
  const [only, ...more] = models;
  const isOne = only !== undefined && more.length === 0;
  const known = models.length === 0 ? "" : ` with the models ${excerptOf(models.join(", "))}`;
  const hint = isOne
    ? `: it serves ${oneLine(only)}`
    : `${known}: name a model with ${option("model")}`;
  const isNamed = protocol === "deepstack" || clue?.namesModel === true;
  return {
    protocol,
    address,
    settings: isOne && !isNamed ? { model: only } : {},
    words: `${name} (${protocol})${isNamed ? "" : hint}`,
  };
}

/** Hosted services have no route that tells what they are, but their requests' routes do. */
function clued(
  address: string,
  { protocol, namesModel }: RouteClue,
  { wantsAuthorisation }: DetectionSession,
): Detected {
  const model = namesModel ? "" : `: name a model with ${option("model")}`;
  const hint = wantsAuthorisation ? authorisationHint() : "";
  return { protocol, address, settings: {}, words: `${protocol}, by its address${model}${hint}` };
}

async function describedUploads(address: string, get: Get): Promise<readonly Upload[]> {
  for (const place of descriptionPlaces(address)) {
    const uploads = uploadsIn(await get(place));
    if (uploads.length > 0) return uploads;
  }
  return [];
}

function uploadTo(address: string, uploads: readonly Upload[]): Detected | Undetected {
  const { pathname } = new URL(address);
  const here = uploads.find(({ path }) => pathname !== "/" && pathname.endsWith(path));
  const [only, ...more] = uploads;
  if (here !== undefined) return described(address, here);
  if (only !== undefined && more.length === 0 && pathname === "/")
    return described(joinAddress(address, only.path), only);
  const paths = excerptOf(uploads.map(({ path }) => path).join(", "));
  return { problem: `it takes images at ${paths}: name one of these with ${option("to")}` };
}

function described(address: string, { path, field, isBentoml }: Upload): Detected {
  const kind = isBentoml ? "BentoML" : "a service like FastAPI's";
  const form = field === null ? "as the body" : `in the form field "${oneLine(field)}"`;
  const rootInput: Settings = isBentoml ? { params: { input: "root" } } : {};
  const ofForm = isBentoml ? "bentoml" : "multipart";
  return {
    protocol: field === null && !isBentoml ? "raw" : ofForm,
    address,
    settings: field === null ? rootInput : { field },
    words: `${kind}: ${oneLine(path)} takes the image ${form}`,
  };
}

function authorisationHint(): string {
  return `; it requires authorization: give it with ${option("headers")}`;
}

function unknownService(address: string, { wantsAuthorisation }: DetectionSession): Detected {
  const hint = wantsAuthorisation ? authorisationHint() : "";
  const words = `its kind is not known: images go in the field "image" of a form`;
  return { protocol: "multipart", address, settings: {}, words: words + hint };
}
