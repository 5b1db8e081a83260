import { FrameferryError } from "../core/errors.ts";
import { byReader, option } from "../core/spelling.ts";
import type { ProtocolOptions } from "../options/protocol-options.ts";

/** The options that a protocol may look at; each may be missing. */
export interface Settings extends Partial<ProtocolOptions> {
  /** Address of the service, which may name the model and more; missing where it is not known. */
  readonly address?: string;
}

/** An option that does not fit, with the way out. */
export function usageError(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}

/** The model's name. @throws FrameferryError where none was given. */
export function modelOf({ model, protocol }: Settings): string {
  if (model) return model;
  throw usageError(
    `${protocol ?? "this protocol"} needs the name of a model`,
    `name it with ${option("model")}`,
  );
}

/** Spelling of one of the protocol's parameters in messages: `--param version` on the command line, else `` `params.version` ``. */
export function paramName(name: string): string {
  return byReader({ commandLine: `${option("params")} ${name}`, library: `\`params.${name}\`` });
}

/** What a language model is asked about a frame. */
export function promptOf({ prompt }: Settings): string {
  return prompt ?? "Describe this image in one sentence.";
}

/** Settings by name: those that the protocol itself looks at, and the rest. */
export interface SortedParams<Name extends string> {
  readonly own: Readonly<Partial<Record<Name, string>>>;
  readonly rest: Readonly<Record<string, string>>;
}

export function sortParams<Name extends string>(
  { params = {} }: Settings,
  names: readonly Name[],
): SortedParams<Name> {
  const isOwn = ([name]: [string, string]): boolean => (names as readonly string[]).includes(name);
  const entries = Object.entries(params);
  return {
    own: Object.fromEntries(entries.filter(isOwn)) as SortedParams<Name>["own"],
    rest: Object.fromEntries(entries.filter((entry) => !isOwn(entry))),
  };
}

/** For a protocol whose requests have no place for further settings. @throws FrameferryError */
export function onlyParams<Name extends string>(
  settings: Settings,
  names: readonly Name[],
): SortedParams<Name>["own"] {
  const { own, rest } = sortParams(settings, names);
  const [stray] = Object.keys(rest);
  if (stray === undefined) return own;
  const known = names.length === 0 ? "leave it out" : `it knows ${names.join(", ")}`;
  throw usageError(`${settings.protocol ?? "this protocol"} has no parameter ${stray}`, known);
}
