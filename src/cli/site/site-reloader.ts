import type { ReloadAnswer } from "../../app/site/control/site-operations.ts";
import type { SiteRun } from "../../app/site/site-run.ts";
import { FrameferryError } from "../../core/errors.ts";
import { faultLine } from "../../site/site-fault.ts";
import { asSite, type LoadedSite } from "./load-site.ts";
import { changeInWords, leftInWords, refusalInWords } from "./reload-words.ts";
import type { SiteProgress } from "./site-progress.ts";

/** Makes a site at work what its file says now; one that has faults changes nothing. */
export class SiteReloader {
  readonly #run: SiteRun;
  readonly #load: () => Promise<LoadedSite>;
  readonly #progress: SiteProgress;

  constructor(run: SiteRun, load: () => Promise<LoadedSite>, progress: SiteProgress) {
    this.#run = run;
    this.#load = load;
    this.#progress = progress;
  }

  /** @throws FrameferryError for a file that cannot be read, which was told to those who watch the site, too. */
  async reload(): Promise<ReloadAnswer> {
    try {
      return await this.#reload();
    } catch (error) {
      if (!(error instanceof FrameferryError)) throw error;
      this.#tell(`not reloaded: ${error.message}`);
      throw error;
    }
  }

  /** The same for who gets no answer. */
  async tryToReload(): Promise<void> {
    if (this.#run.isEnding) return;
    await this.reload().catch((error: unknown) => {
      if (!(error instanceof FrameferryError)) throw error;
    });
  }

  async #reload(): Promise<ReloadAnswer> {
    const { site, file, faults, vocabulary } = await this.#load();
    if (site === null) {
      this.#tell(refusalInWords(file, faults), ...faults.map((fault) => faultLine(file, fault)));
      return { faults };
    }
    const change = await asSite(vocabulary, async () => await this.#run.reload(site));
    const left = leftInWords(change);
    this.#tell(changeInWords(change), ...(left === null ? [] : [`warning: ${left}`]));
    this.#tell(...site.warnings.map((message) => `warning: ${message}`));
    return { change, warnings: site.warnings };
  }

  #tell(...lines: readonly string[]): void {
    for (const line of lines) this.#progress.note(null, line);
  }
}
