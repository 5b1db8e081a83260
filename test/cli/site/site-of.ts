import { readSite, type SiteReading } from "../../../src/app/site/read-site.ts";
import { siteSpelling } from "../../../src/cli/site/site-spelling.ts";
import { siteVocabulary } from "../../../src/cli/site/site-vocabulary.ts";
import { spelledFor } from "../../../src/core/option-spelling.ts";
import { faultLine } from "../../../src/site/site-fault.ts";

/** What surrounds a site file in a test. */
export interface SiteSurroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** Texts of files by path. */
  readonly files?: Readonly<Record<string, string>>;
  readonly flags?: Readonly<Record<string, unknown>>;
}

/** Reads a site as the command line does. */
export async function siteOf(
  text: string,
  { env = {}, files = {}, flags = {} }: SiteSurroundings = {},
): Promise<SiteReading> {
  const vocabulary = siteVocabulary();
  const readFile = (path: string): string => {
    const content = files[path];
    if (content === undefined) throw Object.assign(new Error("missing"), { code: "ENOENT" });
    return content;
  };
  const input = { text, vocabulary, flags, env, readFile };
  return await spelledFor(siteSpelling(vocabulary), async () => await readSite(input));
}

/** The faults of a site, as `validate` prints them. */
export async function faultsOf(
  text: string,
  surroundings: SiteSurroundings = {},
): Promise<readonly string[]> {
  const { faults } = await siteOf(text, surroundings);
  return faults.map((fault) => faultLine("site.yaml", fault));
}
