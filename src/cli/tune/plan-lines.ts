import { counted } from "../../core/counted.ts";
import type { TunePlan } from "../../compose/tune-service.ts";
import { framesInWords } from "../../tune/words.ts";
import { bytesInWords } from "../bytes-in-words.ts";
import { printable } from "../../core/printable.ts";

/** What is about to be sent, before anything is. */
export function planLines({ service, frames, budget }: TunePlan): readonly string[] {
  const { requests, seconds, maxConcurrency } = budget;
  const most = bytesInWords(Math.ceil((requests * frames.byteLength) / frames.count));
  return [
    `about to send frames to ${service}`,
    `  at most ${counted(requests, "request")} in at most ${seconds} s, and at most ${maxConcurrency} at once`,
    `  ${framesInWords(frames)}, over and over; ${most} at most`,
  ].map(printable);
}
