import { z } from "zod";
import { isBrokerAddress } from "../core/service/broker-address.ts";
import { lacksScheme, serviceUrl } from "./http-address.ts";
import { positiveNumber } from "./units.ts";

/** A service for frames. */
export interface ServiceTarget {
  /** Its address. */
  readonly address: string;
  /** Share of the frames in relation to the other services; above 0. @default 1 */
  readonly weight: number;
}

/** Frames with services of their own. */
export interface Route {
  /** Glob for the path of frames below their folder, for their source, or for both together. */
  readonly pattern: string;
  /** The services that share them. */
  readonly to: readonly ServiceTarget[];
}

/** Services as given by a caller; text is an address, optionally with `weight=3` after it. */
export type ServicesInput = ServiceInput | readonly ServiceInput[];

/** An address, or an address with a weight. */
export type ServiceInput =
  | string
  | {
      /** Its address. */
      readonly address: string;
      /** Share of the frames in relation to the other services; above 0. @default 1 */
      readonly weight?: number;
    };

/** Destination of frames, as given by a caller of the library. */
export interface DestinationInput {
  /** Address that each frame is posted to: http, https, or `unix:/run/model.sock:/predict`; several share the frames. */
  readonly to: ServicesInput;
  /** Frames that go elsewhere; the first pattern that matches counts. Text says `cam1/**=http://...`. @default [] */
  readonly routes?: readonly RouteInput[];
}

/** A route, as text or as an object. */
export type RouteInput =
  | string
  | {
      /** Glob for the path of frames below their folder, for their source, or for both together. */
      readonly pattern: string;
      /** The services that share them. */
      readonly to: ServicesInput;
    };

/** One or more services. */
export function serviceTargets(): z.ZodType<readonly ServiceTarget[]> {
  const message = "must be the address of a service, or a list of addresses";
  const target = z.strictObject(
    { address: serviceAddress(), weight: positiveNumber().default(1) },
    message,
  );
  const targets = z
    .array(target, message)
    .min(1, "must name a service")
    .refine((given) => new Set(given.map(hrefOf)).size === given.length, "must name each once");
  return z.preprocess(targetsFromGiven, targets);
}

/** Routes, from text such as `cam1/**=http://127.0.0.1:8000/predict`. */
export function routeList(): z.ZodType<readonly Route[]> {
  const message = "must be PATTERN=URL, such as 'cam1/**=http://127.0.0.1:8000/predict'";
  const pattern = z.string(message).regex(/^[^\p{Cc}]+$/u, message);
  const route = z.strictObject({ pattern, to: serviceTargets() }, message);
  return z.preprocess(routesFromGiven, z.array(route, message));
}

/** Services as text that `serviceTargets` reads. */
export function textOfTargets(targets: readonly ServiceTarget[]): string {
  return targets
    .map(({ address, weight }) => (weight === 1 ? address : `${address} weight=${weight}`))
    .join(" ");
}

/** The services of such a text, or of what an earlier version put on record. */
export function targetsOfText(text: string): readonly ServiceTarget[] {
  return serviceTargets().parse(text);
}

/** Address of a service, or of a broker by which frames get to one; the broker's engine reads it. */
function serviceAddress(): z.ZodType<string> {
  const direct = serviceUrl();
  return z.unknown().transform((given, context) => {
    if (typeof given === "string" && isBrokerAddress(given)) return given.trim();
    const { data, error } = direct.safeParse(given);
    for (const { message } of error?.issues ?? []) context.addIssue({ code: "custom", message });
    return data ?? z.NEVER;
  });
}

function hrefOf({ address }: ServiceTarget): string {
  return URL.canParse(address) ? new URL(address).href : address;
}

function targetsFromGiven(given: unknown): unknown {
  if (given === undefined || given === null) return given;
  return [given]
    .flat()
    .flatMap((one: unknown) => (typeof one === "string" ? targetsIn(one) : [one]));
}

/** Addresses hold no white space, so that a setting behind it is none of theirs. */
function targetsIn(text: string): unknown[] {
  const targets: { address: string; weight?: string }[] = [];
  for (const word of text.trim().split(/\s+/u)) {
    const target = targets.at(-1);
    if (target !== undefined && word.startsWith(WEIGHT)) target.weight = word.slice(WEIGHT.length);
    else targets.push({ address: word });
  }
  return targets;
}

const WEIGHT = "weight=";

function routesFromGiven(given: unknown): unknown {
  if (given === undefined || given === null) return given;
  return [given].flat().map((one: unknown) => {
    if (typeof one !== "string") return one;
    // A pattern may hold an equals sign, too.
    const [, pattern, to] =
      /^(.+?)=((?:https?|http\+unix|unix):.*)$/isu.exec(one) ?? withoutScheme(one);
    return pattern === undefined ? one : { pattern, to };
  });
}

/** The same of text whose address leaves `http://` out, and has no asterisk, which is the pattern's. */
function withoutScheme(text: string): readonly (string | undefined)[] {
  for (let at = text.indexOf("=", 1); at > 0; at = text.indexOf("=", at + 1)) {
    const to = text.slice(at + 1);
    const [address = ""] = to.trim().split(/\s/u, 1);
    if (!address.includes("*") && lacksScheme(address)) return [text, text.slice(0, at), to];
  }
  return [];
}
