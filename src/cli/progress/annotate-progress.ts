import type { AnnotateListener } from "../../app/annotate/annotate-report.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { startRedrawnLine } from "./redrawn-line.ts";

/** Shows how far an annotation has come. */
export interface ShownAnnotation extends Disposable {
  readonly listen: AnnotateListener;
}

/** A line that redraws itself on a terminal, and goes at the end; nothing elsewhere. */
export async function startAnnotateProgress(stream: NodeJS.WriteStream): Promise<ShownAnnotation> {
  const line = await startRedrawnLine(stream);
  return {
    listen: ({ frames, expected }) => {
      const share =
        expected === null || expected === 0
          ? ""
          : `, ${Math.min(99, Math.floor((100 * frames) / expected))} %`;
      line?.draw(`drawing … ${formatCount(frames, "frame")}${share}`);
    },
    [Symbol.dispose]: () => line?.[Symbol.dispose](),
  };
}
