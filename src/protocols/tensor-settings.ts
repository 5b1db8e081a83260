import type { TensorOptions } from "../options/tensor-options.ts";
import { type Settings, usageError } from "./settings.ts";

/** Tensor options and their flags. */
const FLAGS: Readonly<Record<keyof TensorOptions, string>> = {
  tensorSize: "--tensor-size",
  tensorFit: "--tensor-fit",
  tensorChannels: "--tensor-channels",
  tensorLayout: "--tensor-layout",
  tensorMean: "--tensor-mean",
  tensorStd: "--tensor-std",
};

/** Flags of the tensor options that are set. */
export function usedTensorFlags(options: Partial<TensorOptions> = {}): readonly string[] {
  return (Object.keys(FLAGS) as (keyof TensorOptions)[])
    .filter((key) => (options[key] ?? null) !== null)
    .map((key) => FLAGS[key]);
}

/** Tensor options of the settings. @throws FrameferryError `ERR_OPTION` if they contradict each other. */
export function tensorOptionsOf(settings: Settings): Partial<TensorOptions> {
  const { tensorMean = null, tensorStd = null } = settings;
  if (tensorMean === null || tensorStd !== null) return settings;
  throw usageError(
    "--tensor-mean needs --tensor-std beside it",
    "--tensor-std 1 subtracts and does no more",
  );
}
