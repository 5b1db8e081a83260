import { SourceLabels } from "../../core/text/source-labels.ts";
import type { ReportFrame } from "../collect/report-picture.ts";
import type { ReportFacts } from "../report-facts.ts";

/** Names of frames on a page: with that of their source, if there are several. */
export class FrameNames {
  readonly #labels: SourceLabels | null;

  constructor({ sources, record }: Pick<ReportFacts, "sources" | "record">) {
    const shown = new Set(record.gallery.sheet.map(({ frame }) => frame.source));
    const areSeveral = new Set(sources).size > 1 || shown.size > 1;
    this.#labels = areSeveral ? new SourceLabels() : null;
  }

  of({ source, frame }: ReportFrame): string {
    const name = frame.length > MAX_NAME ? `…${frame.slice(-MAX_NAME)}` : frame || source;
    return this.#labels === null ? name : `${this.#labels.of(source)}: ${name}`;
  }
}

const MAX_NAME = 80;
