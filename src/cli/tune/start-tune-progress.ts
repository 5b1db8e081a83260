import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import type { Reporting } from "../flags/reporting.ts";
import { jsonLogger } from "../format/json-logger.ts";
import { canRedraw } from "../format/terminal.ts";
import { tuneEventLines, type TuneProgress } from "./tune-progress.ts";

/** Chooses the form that suits the stream, as for a run. */
export async function startTuneProgress(reporting: Reporting): Promise<TuneProgress> {
  const stream = process.stderr;
  if (reporting.logFormat === "json") return jsonProgress(reporting);
  if (!canRedraw(stream) || !reporting.hasProgress || reporting.verbosity < 0)
    return plainProgress(stream, reporting);
  const { LiveSteps } = await import("./live-steps.ts");
  return new LiveSteps(stream, reporting);
}

function plainProgress(stream: NodeJS.WritableStream, { verbosity }: Reporting): TuneProgress {
  const print = (line: string): void => void stream.write(`${escapeControlChars(line)}\n`);
  return {
    listen: (event) => {
      if (verbosity < 0) return;
      for (const line of tuneEventLines(event)) print(line);
    },
    [Symbol.dispose]: () => {},
  };
}

function jsonProgress({ verbosity }: Reporting): TuneProgress {
  const log = jsonLogger(verbosity);
  return {
    listen: (event) => {
      if (event.type === "tuneRequestEnded") return;
      const { type, ...facts } = event;
      if (event.type === "warningRaised") log.warn({ event: type }, event.message);
      else log.info({ event: type, ...facts }, type);
    },
    [Symbol.dispose]: () => {},
  };
}
