import type { PreviewListener } from "../../app/preview/preview-parties.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { startRedrawnLine } from "./redrawn-line.ts";

/** Shows how far a preview has come. */
export interface ShownPreview extends Disposable {
  readonly listen: PreviewListener;
}

/** A line that redraws itself on a terminal, and goes at the end; nothing elsewhere. */
export async function startPreviewProgress(stream: NodeJS.WriteStream): Promise<ShownPreview> {
  const line = await startRedrawnLine(stream);
  return {
    listen: ({ stage, done, expected }) => {
      const of = expected === null ? "" : ` of ${stage === "counting" ? "about " : ""}${expected}`;
      if (stage === "counting") line?.draw(`counting … ${formatCount(done, "frame")}${of}`);
      else line?.draw(`taking pictures … ${done}${of}`);
    },
    [Symbol.dispose]: () => line?.[Symbol.dispose](),
  };
}
