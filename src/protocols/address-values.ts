import { option } from "../core/option-spelling.ts";
import { percentDecoded } from "../core/service/percent-decoding.ts";
import { oneLine } from "./one-line.ts";
import { modelOf, type Settings, usageError } from "./settings.ts";

/** Values in an address, by name. */
export type AddressValues = Readonly<Partial<Record<string, string>>>;

/** Path of the given address, without a trailing slash; empty if the address is unknown. */
export function pathOf({ address }: Settings): string {
  return address === undefined ? "" : new URL(address).pathname.replace(/\/+$/u, "");
}

/**
 * Values in an address that includes a route, such as the model in `/predictions/resnet`.
 *
 * @param pattern matches the path of such an address; its named groups are the values.
 * @returns the values; empty for any other address.
 */
export function addressValues(settings: Settings, pattern: RegExp): AddressValues {
  const groups = Object.entries(pattern.exec(pathOf(settings))?.groups ?? {});
  return Object.fromEntries(
    groups.flatMap(([name, text]: [string, string | undefined]) =>
      text === undefined ? [] : [[name, percentDecoded(text)]],
    ),
  );
}

/** Name of the model. @throws FrameferryError if it is missing, or the address names another. */
export function modelFrom(settings: Settings, named: AddressValues): string {
  return modelOf({
    ...settings,
    model: optionOrAddress(option("model"), settings.model, named["model"]),
  });
}

/**
 * Value of an option, else the one in the address.
 *
 * @param name of the option, as messages spell it.
 * @throws FrameferryError if the two differ.
 */
export function optionOrAddress(
  name: string,
  value: string | null | undefined,
  named: string | undefined,
): string | null {
  if (!value) return named ?? null;
  if (named === undefined || named === value) return value;
  throw usageError(
    `the address names ${oneLine(named)}, but ${name} names ${oneLine(value)}`,
    `leave ${name} out, or the route in the address`,
  );
}
