import type { Answer, TransportFault } from "../core/service/answer.ts";
import type { SendProbe } from "../core/service/probe-request.ts";
import { option } from "../core/option-spelling.ts";
import type { ProtocolName } from "../options/protocol-options.ts";
import { joinAddress } from "./join-address.ts";
import { excerptOf, oneLine } from "./one-line.ts";
import { openaiRoutes } from "./openai-routes.ts";
import { descriptionAddresses, type UploadRoute, uploadsIn } from "./openapi-uploads.ts";
import { readBody } from "./read-body.ts";
import { type Get, fingerprint, type Recognized } from "./fingerprint.ts";
import { type RouteClue, routeClue } from "./route-clues.ts";
import { recognizeAddress } from "./recognize-address.ts";
import type { Settings } from "./settings.ts";

/** A detected service and its settings. */
export interface Detected {
  readonly protocol: ProtocolName;
  /** Its address: the given one, or that of its only route that takes images. */
  readonly address: string;
  /** Detected settings; the user's settings take precedence. */
  readonly settings: Pick<Settings, "model" | "field" | "params">;
  /** One sentence about the service. */
  readonly description: string;
}

/** The reason why a service was not detected. */
export interface Undetected {
  readonly problem: string;
}

/** Detects the type of a service by its address, or by routes that only one kind of service has. */
export async function detectService(
  address: string,
  ask: SendProbe,
  signal: AbortSignal,
): Promise<Detected | Undetected> {
  const session = new DetectionSession(ask, signal);
  const detected = await detect(address, session);
  const { timedOutRoute } = session;
  if ("problem" in detected || timedOutRoute === null) return detected;
  const caveat = `it did not answer ${oneLine(timedOutRoute)} in time and may be of another kind: name it with ${option("protocol")}`;
  return { ...detected, description: `${detected.description}; ${caveat}` };
}

async function detect(address: string, session: DetectionSession): Promise<Detected | Undetected> {
  const known = recognizeAddress(address);
  if (known !== null)
    return withModel(
      address,
      { ...known, models: known.model === null ? [] : [known.model] },
      null,
    );
  const clue = routeClue(address);
  const recognized = await fingerprint(getBelow(address, clue, session));
  if (session.unreachableReason !== null) return { problem: session.unreachableReason };
  if (clue?.isSure && clue.protocol !== recognized?.protocol) return byClue(address, clue, session);
  if (recognized !== null) return withModel(address, recognized, clue);
  const uploads = await describedUploads(address, (place) => session.get(place));
  return uploads.length > 0 ? uploadTo(address, uploads) : unknownService(address, session);
}

/** Sends requests to the service's root, and the request for models to where chat completions list them. */
function getBelow(address: string, clue: RouteClue | null, session: DetectionSession): Get {
  const root = clue?.root ?? address;
  const { models } = openaiRoutes({ address: clue?.protocol === "openai" ? address : root });
  return (route) => session.get(joinAddress(root, route === "/v1/models" ? models : route));
}

/** Requests to one service during detection. */
class DetectionSession {
  /** Reason why the first request got no answer; `null` if it got one. */
  unreachableReason: string | null = null;
  wantsAuthorization = false;
  /** Route of a request that timed out although others were answered; `null` if none. */
  timedOutRoute: string | null = null;
  #hasAnswered = false;
  readonly #ask: SendProbe;
  readonly #signal: AbortSignal;

  constructor(ask: SendProbe, signal: AbortSignal) {
    this.#ask = ask;
    this.#signal = signal;
  }

  async get(address: string): Promise<unknown> {
    // If the first request got no answer, further ones would only take time.
    if (this.unreachableReason !== null) return undefined;
    const answer = await this.#askWithRetry(address);
    if ("fault" in answer) {
      if (!this.#hasAnswered) this.unreachableReason = answer.reason;
      else if (answer.fault === "timeout") this.timedOutRoute ??= new URL(address).pathname;
      return undefined;
    }
    this.#hasAnswered = true;
    this.wantsAuthorization ||= answer.status === 401 || answer.status === 403;
    return readBody(answer).value;
  }

  /**
   * Retries a timeout once if the service has responded before: a busy service does not prove that a route
   * is missing.
   */
  async #askWithRetry(address: string): Promise<Answer | TransportFault> {
    const question = { method: "GET", address } as const;
    const answer = await this.#ask(question, this.#signal);
    const isLate = "fault" in answer && answer.fault === "timeout";
    return isLate && this.#hasAnswered ? await this.#ask(question, this.#signal) : answer;
  }
}

function withModel(address: string, found: Recognized, clue: RouteClue | null): Detected {
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
    description: `${name} (${protocol})${isNamed ? "" : hint}`,
  };
}

/**
 * Detection by the address alone: hosted services have no route that identifies them, but their request
 * routes do.
 */
function byClue(
  address: string,
  { protocol, namesModel }: RouteClue,
  { wantsAuthorization }: DetectionSession,
): Detected {
  const model = namesModel ? "" : `: name a model with ${option("model")}`;
  const hint = wantsAuthorization ? authorizationHint() : "";
  return {
    protocol,
    address,
    settings: {},
    description: `${protocol}, by its address${model}${hint}`,
  };
}

async function describedUploads(address: string, get: Get): Promise<readonly UploadRoute[]> {
  for (const place of descriptionAddresses(address)) {
    const uploads = uploadsIn(await get(place));
    if (uploads.length > 0) return uploads;
  }
  return [];
}

function uploadTo(address: string, uploads: readonly UploadRoute[]): Detected | Undetected {
  const { pathname } = new URL(address);
  const here = uploads.find(({ path }) => pathname !== "/" && pathname.endsWith(path));
  const [only, ...more] = uploads;
  if (here !== undefined) return described(address, here);
  if (only !== undefined && more.length === 0 && pathname === "/")
    return described(joinAddress(address, only.path), only);
  const paths = excerptOf(uploads.map(({ path }) => path).join(", "));
  return { problem: `it takes images at ${paths}: name one of these with ${option("to")}` };
}

function described(address: string, { path, field, isBentoml }: UploadRoute): Detected {
  const kind = isBentoml ? "BentoML" : "a service like FastAPI's";
  const form = field === null ? "as the body" : `in the form field "${oneLine(field)}"`;
  const rootInput: Settings = isBentoml ? { params: { input: "root" } } : {};
  const ofForm = isBentoml ? "bentoml" : "multipart";
  return {
    protocol: field === null && !isBentoml ? "raw" : ofForm,
    address,
    settings: field === null ? rootInput : { field },
    description: `${kind}: ${oneLine(path)} takes the image ${form}`,
  };
}

function authorizationHint(): string {
  return `; it requires authorization: give it with ${option("headers")}`;
}

function unknownService(address: string, { wantsAuthorization }: DetectionSession): Detected {
  const hint = wantsAuthorization ? authorizationHint() : "";
  const description = `its kind is not known: images go in the field "image" of a form`;
  return { protocol: "multipart", address, settings: {}, description: description + hint };
}
