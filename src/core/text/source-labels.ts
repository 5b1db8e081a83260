import { sourceName } from "./source-name.ts";

/** Gives each source a label of its own, up to a number of sources; all others share one. */
export class SourceLabels {
  readonly #labels = new Map<string, string>();
  readonly #taken = new Set<string>([OTHER_SOURCES]);

  /** @param source as the results name it. */
  of(source: string): string {
    return this.#labels.get(source) ?? this.#add(source);
  }

  #add(source: string): string {
    if (this.#labels.size >= MAX_SOURCES) return OTHER_SOURCES;
    const name = sourceName(source);
    let label = name;
    for (let number = 2; this.#taken.has(label); number += 1) label = `${name} ${number}`;
    this.#labels.set(source, label);
    this.#taken.add(label);
    return label;
  }
}

/** Sources with labels of their own: with more, series would take memory here and in whatever scrapes them. */
export const MAX_SOURCES = 200;
/** Label of all further ones. */
export const OTHER_SOURCES = "other";
