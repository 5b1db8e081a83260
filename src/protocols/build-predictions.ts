import type { Box, Classification, Detection } from "../core/frame/predictions.ts";
import { numberOf, textOf } from "./json-value.ts";

export function classification(label: unknown, confidence: unknown): Classification {
  return { label: textOf(label) ?? "", confidence: numberOf(confidence) };
}

/** A detection; none if its position is unknown. */
export function detection(found: Classification, box: Box | null): readonly Detection[] {
  return box === null ? [] : [{ ...found, box }];
}

/** @param sides x and y of the center, width and height. */
export function boxAround(sides: readonly unknown[]): Box | null {
  const numbers = fourNumbers(sides);
  if (numbers === null) return null;
  const [x, y, width, height] = numbers;
  return { x: x - width / 2, y: y - height / 2, width, height };
}

/** @param corners x and y of the top left corner, x and y of the bottom right one. */
export function boxBetween(corners: readonly unknown[]): Box | null {
  const numbers = fourNumbers(corners);
  if (numbers === null) return null;
  const [left, top, right, bottom] = numbers;
  return { x: left, y: top, width: right - left, height: bottom - top };
}

type FourNumbers = readonly [number, number, number, number];

function fourNumbers(values: readonly unknown[]): FourNumbers | null {
  const numbers = values.map(numberOf);
  return numbers.includes(null) ? null : (numbers as unknown as FourNumbers);
}
