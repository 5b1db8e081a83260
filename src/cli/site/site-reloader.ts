import type { ReloadAnswer } from "../../app/site/control/site-operations.ts";
import type { SiteRun } from "../../app/site/site-run.ts";
import { FrameferryError } from "../../core/errors.ts";
import { faultLine } from "../../site/site-fault.ts";
import type { ServiceManager } from "../process/service-messages.ts";
import { asSite, type LoadedSite } from "./load-site.ts";
import { changeInWords, leftInWords, refusalInWords } from "./reload-words.ts";
import type { SiteProgress } from "./site-progress.ts";

/** What a reload needs besides the site. */
export interface ReloadTools {
  /** Reads the file again. */
  readonly load: () => Promise<LoadedSite>;
  readonly progress: SiteProgress;
  readonly manager: Pick<ServiceManager, "reloading" | "ready">;
}

/** Makes a site at work what its file says now; one that has faults changes nothing. */
export class SiteReloader {
  readonly #run: SiteRun;
  readonly #tools: ReloadTools;

  constructor(run: SiteRun, tools: ReloadTools) {
    this.#run = run;
    this.#tools = tools;
  }

  /** @throws FrameferryError for a file that cannot be read, which was told to those who watch the site, too. */
  async reload(): Promise<ReloadAnswer> {
    const { manager } = this.#tools;
    manager.reloading();
    try {
      return await this.#reload();
    } catch (error) {
      if (!(error instanceof FrameferryError)) throw error;
      this.#tell(`not reloaded: ${error.message}`);
      throw error;
    } finally {
      // A site that was told to end meanwhile has said so.
      if (!this.#run.isEnding) manager.ready();
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
    const { site, file, faults, vocabulary } = await this.#tools.load();
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
    for (const line of lines) this.#tools.progress.note(null, line);
  }
}
