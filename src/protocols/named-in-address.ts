import { percentDecoded } from "../core/percent-decoding.ts";
import { oneLine } from "./one-line.ts";
import { modelOf, type Settings, usageError } from "./settings.ts";

/** What an address names, by what it is. */
export type Named = Readonly<Partial<Record<string, string>>>;

/** Path of the address that was given, without a slash at its end; empty where it is not known. */
export function pathOf({ address }: Settings): string {
  return address === undefined ? "" : new URL(address).pathname.replace(/\/+$/u, "");
}

/**
 * What an address says that was given with its route, such as the model in `/predictions/resnet`.
 *
 * @param pattern matches the path of such an address, and names what is to be found.
 * @returns what it names; nothing for any other address.
 */
export function namedInAddress(settings: Settings, pattern: RegExp): Named {
  const groups = Object.entries(pattern.exec(pathOf(settings))?.groups ?? {});
  return Object.fromEntries(
    groups.flatMap(([name, text]: [string, string | undefined]) =>
      text === undefined ? [] : [[name, percentDecoded(text)]],
    ),
  );
}

/** The model's name. @throws FrameferryError where none was given, or the address names another. */
export function modelIn(settings: Settings, named: Named): string {
  return modelOf({ ...settings, model: eitherOf("--model", settings.model, named["model"]) });
}

/**
 * What was given, else what the address names.
 *
 * @param option how it is given, such as `--model`.
 * @throws FrameferryError where the two differ.
 */
export function eitherOf(
  option: string,
  given: string | null | undefined,
  named: string | undefined,
): string | null {
  if (!given) return named ?? null;
  if (named === undefined || named === given) return given;
  throw usageError(
    `the address names ${oneLine(named)}, and ${option} ${oneLine(given)}`,
    `leave ${option} out, or the route in the address`,
  );
}
