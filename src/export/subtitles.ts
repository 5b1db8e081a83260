import type { DatabaseSync } from "node:sqlite";
import { labelText } from "../core/text/label-text.ts";
import { sortedCues } from "./cue-table.ts";
import { cuesOf } from "./cues.ts";
import type { NamedFrame } from "./export-frame.ts";

/** SubRip: numbered cues, with a comma before the milliseconds. */
export function* subRip(frames: Iterable<NamedFrame>, scratch: DatabaseSync): Iterable<string> {
  let number = 0;
  for (const { startSeconds, endSeconds, label } of sortedCues(cuesOf(frames), scratch)) {
    number += 1;
    const times = `${timestamp(startSeconds, ",")} --> ${timestamp(endSeconds, ",")}`;
    yield `${number}\n${times}\n${labelText(label).replaceAll("-->", "→")}\n\n`;
  }
}

/** WebVTT (https://www.w3.org/TR/webvtt1/). */
export function* webVtt(frames: Iterable<NamedFrame>, scratch: DatabaseSync): Iterable<string> {
  yield "WEBVTT\n\n";
  for (const { startSeconds, endSeconds, label } of sortedCues(cuesOf(frames), scratch))
    yield `${timestamp(startSeconds, ".")} --> ${timestamp(endSeconds, ".")}\n${escaped(label)}\n\n`;
}

/** `01:02:03.456`; more than 99 hours have more digits. */
function timestamp(seconds: number, point: string): string {
  const all = Math.round(seconds * 1000);
  const [ms, s, m, h] = [all % 1000, all / 1000, all / 60_000, all / 3_600_000].map(Math.floor);
  const clock = [h ?? 0, (m ?? 0) % 60, (s ?? 0) % 60].map((part) => String(part).padStart(2, "0"));
  return `${clock.join(":")}${point}${String(ms).padStart(3, "0")}`;
}

function escaped(label: string): string {
  return labelText(label).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
