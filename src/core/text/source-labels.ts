import { sourceName } from "./source-name.ts";

/** Gives each source a label of its own, up to a number of sources; all others share one. */
export class SourceLabels {
  readonly #labels = new Map<string, string>();
  readonly #taken = new Set<string>([OTHER_SOURCES]);

  /**
   * @param source as the results name it.
   * @param name of the source in a site, which is its label as it stands. @default none
   */
  of(source: string, name?: string): string {
    if (name !== undefined) return this.#named(name);
    return this.#labels.get(source) ?? this.#add(source);
  }

  /** A source of a site is gone, and makes room for another one. */
  forget(name: string): void {
    if (this.#labels.delete(keyOfName(name))) this.#taken.delete(name);
  }

  /** Names in a site are few and all different, as those of others may not be. */
  #named(name: string): string {
    const key = keyOfName(name);
    if (!this.#labels.has(key)) {
      if (this.#labels.size >= MAX_SOURCES) return OTHER_SOURCES;
      this.#labels.set(key, name);
      this.#taken.add(name);
    }
    return name;
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

/** No path and no address has a null character. */
function keyOfName(name: string): string {
  return `\0${name}`;
}

/** Sources with labels of their own: with more, series would take memory here and in whatever scrapes them. */
export const MAX_SOURCES = 200;
/** Label of all further ones. */
export const OTHER_SOURCES = "other";
