import type { Axis } from "../collect/report-record.ts";
import type { Timeline } from "../collect/timeline.ts";

/** A place on the timeline, in words: `0:01.5`, `1:05`, `2:00:00`, or the number of a result. */
export function placeText(place: number, axis: Axis): string {
  if (axis === "order") return `#${Math.round(place)}`;
  const seconds = Math.floor(place);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const inTwo = (number: number): string => String(number).padStart(2, "0");
  const tenths = place < 10 ? `.${Math.floor(place * 10) % 10}` : "";
  const rest = `${inTwo(seconds % 60)}${tenths}`;
  return hours > 0 ? `${hours}:${inTwo(minutes)}:${rest}` : `${minutes}:${rest}`;
}

/** From which place to which slots last, in words; a slot of results ends with the last of them. */
export function rangeText(
  { start, width, last }: Pick<Timeline, "start" | "width" | "last">,
  slots: readonly [number, number],
  axis: Axis,
): string {
  const [from, end] = [start + slots[0] * width, start + (slots[1] + 1) * width];
  const to = axis === "order" ? Math.min(end - 1, last) : end;
  const [first, second] = [placeText(from, axis), placeText(to, axis)];
  return first === second ? `at ${first}` : `from ${first} to ${second}`;
}

/** What places on the timeline are, for a title of an axis. */
export const AXIS_TITLES: Readonly<Record<Axis, string>> = {
  clock: "time since the start",
  video: "time in the video",
  order: "number of the result",
};
