import { Option } from "commander";
import type { PixelSize } from "../../core/image/image-size.ts";
import type { TensorOptions } from "../../options/tensor-options.ts";
import { TENSOR_FLAGS } from "./tensor-flags.ts";

/** What a dry run tells of tensors: the model is not asked, and so it is only what the user says. */
export interface TensorPlan {
  readonly facts: Partial<TensorOptions>;
  readonly words: string;
}

/** `null` where the user says nothing of tensors. */
export function tensorPlan(options: TensorOptions): TensorPlan | null {
  const given = TENSOR_FLAGS.filter(({ key }) => options[key] !== null);
  if (given.length === 0) return null;
  const facts = Object.fromEntries(given.map(({ key }) => [key, options[key]]));
  const words = `pixels as the model's input says, with ${tensorWords(options).join(" ")}`;
  return { facts, words };
}

/** The options that were given, as words of a command line. */
export function tensorWords(options: TensorOptions): readonly string[] {
  return TENSOR_FLAGS.flatMap(({ key, spelling }) => {
    const value = options[key];
    if (value === null) return [];
    const text = isSize(value) ? `${value.width}x${value.height}` : value.toString();
    return [new Option(spelling).long ?? key, text];
  });
}

function isSize(value: NonNullable<TensorOptions[keyof TensorOptions]>): value is PixelSize {
  return typeof value === "object" && "width" in value;
}
