/** A part of a run in which something was so. */
export interface Span {
  /** `outage` of a service, `gap` of a camera, `pause` of slicing. */
  readonly kind: "outage" | "gap" | "pause";
  readonly from: number;
  /** `null` while it lasts. */
  to: number | null;
  /** Why, in words. */
  readonly text: string;
}

/** Outages, gaps and pauses of a run; of very many the first ones, and the number of the others. */
export class Spans {
  readonly all: Span[] = [];
  moreCount = 0;
  readonly #open = new Map<string, Span>();

  /** @param key of what it is about: one span at a time. */
  begin(key: string, span: Omit<Span, "to">): void {
    if (this.#open.has(key)) return;
    if (this.all.length >= MAX_SPANS) {
      this.moreCount += 1;
      return;
    }
    const begun: Span = { ...span, to: null };
    this.#open.set(key, begun);
    this.all.push(begun);
  }

  end(key: string, to: number): void {
    const span = this.#open.get(key);
    if (span !== undefined) span.to = to;
    this.#open.delete(key);
  }
}

const MAX_SPANS = 200;
