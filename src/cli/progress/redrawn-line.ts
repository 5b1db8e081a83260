import { canRedraw, terminalSize } from "../format/terminal.ts";
import { cut } from "../format/text-columns.ts";

/** A line that redraws itself on a terminal, some times a second, and goes at the end. */
export interface RedrawnLine extends Disposable {
  readonly draw: (text: string) => void;
}

/** `null` where nothing can be redrawn. */
export async function startRedrawnLine(stream: NodeJS.WriteStream): Promise<RedrawnLine | null> {
  if (!canRedraw(stream)) return null;
  const { createLogUpdate } = await import("log-update");
  const update = createLogUpdate(stream);
  let drawnMs = Number.NEGATIVE_INFINITY;
  return {
    draw: (text) => {
      if (performance.now() - drawnMs < REDRAW_MS) return;
      drawnMs = performance.now();
      update(cut(text, terminalSize(stream).columns - 1));
    },
    [Symbol.dispose]: () => {
      update.clear();
      update.done();
    },
  };
}

const REDRAW_MS = 125;
