import { option } from "../core/option-spelling.ts";
import type { TensorOptions } from "../options/tensor-options.ts";
import { type Settings, usageError } from "./settings.ts";

const KEYS = [
  "tensorSize",
  "tensorFit",
  "tensorChannels",
  "tensorLayout",
  "tensorMean",
  "tensorStd",
] as const satisfies readonly (keyof TensorOptions)[];

/** Options of tensors of the tensor options messages are set. */
export function givenTensorOptions(options: Partial<TensorOptions> = {}): readonly string[] {
  return KEYS.filter((key) => (options[key] ?? null) !== null).map((key) => option(key));
}

/** Tensor options of the settings. @throws FrameferryError `ERR_OPTION` if they contradict each other. */
export function tensorOptionsOf(settings: Settings): Partial<TensorOptions> {
  const { tensorMean = null, tensorStd = null } = settings;
  if (tensorMean === null || tensorStd !== null) return settings;
  throw usageError(
    `${option("tensorMean")} needs ${option("tensorStd")} as well`,
    `to subtract only, use ${option("tensorStd", 1)}`,
  );
}
