import type { PicturesListener } from "../../app/report/results-report.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { printErr } from "../format/print.ts";
import { startRedrawnLine } from "./redrawn-line.ts";

/** Shows how many pictures of a report have been taken. */
export interface ShownReport extends Disposable {
  readonly listen: PicturesListener;
}

/** A line that redraws itself on a terminal, and goes at the end; one line elsewhere. */
export async function startReportProgress(stream: NodeJS.WriteStream): Promise<ShownReport> {
  const line = await startRedrawnLine(stream);
  return {
    listen: (done, expected) => {
      if (line !== null) line.draw(`taking pictures … ${done} of ${expected}`);
      else if (done === 0) printErr(`taking ${formatCount(expected, "picture")} …`);
    },
    [Symbol.dispose]: () => line?.[Symbol.dispose](),
  };
}
