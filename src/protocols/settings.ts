import { FrameferryError } from "../core/errors.ts";
import { byReader, option } from "../core/option-spelling.ts";
import type { ProtocolOptions } from "../options/protocol-options.ts";

/** Options of a protocol; each may be missing. */
export interface Settings extends Partial<ProtocolOptions> {
  /** Address of the service, which may include the model and more; missing if unknown. */
  readonly address?: string;
}

/** An error about an invalid option, with the way out. */
export function usageError(message: string, remedy: string): FrameferryError {
  return new FrameferryError({ code: "ERR_OPTION", kind: "usage", message, remedy });
}

/** Name of the model. @throws FrameferryError if it is missing. */
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

/** Prompt for a language model. */
export function promptOf({ prompt }: Settings): string {
  return prompt ?? "Describe this image in one sentence.";
}

/** Params split into those that the protocol interprets itself, and all others. */
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

/** For a protocol that passes no params on to the service. @throws FrameferryError */
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
