import { byPosition, type FilePosition, type SiteFault } from "../../site/site-fault.ts";

/** What is wrong with a site, each once. */
export class FaultList {
  readonly #faults = new Map<string, SiteFault>();

  add(at: FilePosition | null, path: string, message: string): void {
    // A fault of a default would be told again by each source that has it.
    this.#faults.set(JSON.stringify([at, path, message]), { at, path, message });
  }

  addAll(faults: readonly SiteFault[]): void {
    for (const { at, path, message } of faults) this.add(at, path, message);
  }

  /** In the order of the file. */
  get all(): readonly SiteFault[] {
    return [...this.#faults.values()].toSorted(byPosition);
  }
}
