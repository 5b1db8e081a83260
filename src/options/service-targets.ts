import { z } from "zod";
import { httpAddress, lacksScheme } from "./http-address.ts";
import { positiveNumber } from "./units.ts";

/** A service that frames may go to. */
export interface ServiceTarget {
  /** Its address. */
  readonly address: string;
  /** How much of the frames it is meant to have, as against the others; above 0. @default 1 */
  readonly weight: number;
}

/** Frames that have services of their own. */
export interface Route {
  /** Glob of their path below their folder, of their source, or of both together. */
  readonly pattern: string;
  /** The services that share them. */
  readonly to: readonly ServiceTarget[];
}

/** Services as a caller may name them; text is an address, and may say `weight=3` behind it. */
export type ServicesInput = ServiceInput | readonly ServiceInput[];

/** An address, or one with a weight. */
export type ServiceInput =
  | string
  | {
      /** Its address. */
      readonly address: string;
      /** How much of the frames it is meant to have, as against the others; above 0. @default 1 */
      readonly weight?: number;
    };

/** Where frames go, as a caller of the library may say it. */
export interface DestinationInput {
  /** Address that each frame is posted to; several share the frames. */
  readonly to: ServicesInput;
  /** Frames that go elsewhere; the first pattern that matches counts. Text says `cam1/**=http://...`. @default [] */
  readonly routes?: readonly RouteInput[];
}

/** A route, as text or in its parts. */
export type RouteInput =
  | string
  | {
      /** Glob of the path of frames below their folder, of their source, or of both together. */
      readonly pattern: string;
      /** The services that share them. */
      readonly to: ServicesInput;
    };

/** One or more services. */
export function serviceTargets(): z.ZodType<readonly ServiceTarget[]> {
  const message = "must be the address of a service, or a list of addresses";
  const target = z.strictObject(
    { address: httpAddress(), weight: positiveNumber().default(1) },
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
    const [, pattern, to] = /^(.+?)=(https?:.*)$/isu.exec(one) ?? withoutScheme(one);
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
