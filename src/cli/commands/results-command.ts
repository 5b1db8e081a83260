import type { Command } from "commander";
import { collectFrom, type CollectedResults } from "../../app/collect/collect-results.ts";
import type { FrameResult } from "../../core/frame/frame-result.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { collectSchema } from "../../options/collect-options.ts";
import { checkOptions } from "../../options/options-schema.ts";
import { COLLECT_FLAGS } from "../flags/collect-flags.ts";
import { givenOptions } from "../flags/flags.ts";
import { printErr } from "../format/print.ts";
import { writeOut } from "../format/write-out.ts";
import { ignoreBrokenPipe } from "../process/broken-pipe.ts";
import { EXIT_CODES, exitCodeOfSignal } from "../process/exit-codes.ts";
import { listenForInterrupts } from "../process/interrupt.ts";

/**
 * `frameferry results`: the results at a broker as JSON lines, taken from nobody. A signal ends `--follow` as it is meant
 * to end, with 0.
 */
export async function resultsCommand(broker: string, command: Command): Promise<number> {
  const given = { broker, ...givenOptions(command, COLLECT_FLAGS) };
  const options = checkOptions(collectSchema, given);
  using interrupts = listenForInterrupts({ report: printErr });
  const reader = {
    onResult: options.results === null ? writeLine : () => {},
    onWarning: (message: string) => printErr(escapeControlChars(message)),
    signal: interrupts.signals.drain,
  };
  try {
    printErr(summaryLines(await collectFrom(options, reader), options.results).join("\n"));
  } catch (error) {
    ignoreBrokenPipe(error as NodeJS.ErrnoException);
  }
  const { signal } = interrupts;
  return signal === null || options.follow ? EXIT_CODES.done : exitCodeOfSignal(signal);
}

async function writeLine(result: FrameResult): Promise<void> {
  await writeOut(`${JSON.stringify(result)}\n`);
}

function summaryLines(
  { frames, failed, repeated, unnamed }: CollectedResults,
  path: string | null,
): readonly string[] {
  const where = path === null ? "" : ` in ${escapeControlChars(path)}`;
  const lines = [`${frames > 0 ? "✔" : "■"} ${formatCount(frames, "result")}${where}`];
  if (failed > 0) lines.push(`  ${formatCount(failed, "frame")} of them failed`);
  if (repeated > 0)
    lines.push(`  ${formatCount(repeated, "further result")} of the same frames left out`);
  if (unnamed > 0)
    lines.push(
      `  ${formatCount(unnamed, "result")} left out that name no frame: their workers have an older version`,
    );
  return lines;
}
