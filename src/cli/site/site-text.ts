import { askSite, runningSites } from "../../app/site/control/ask-site.ts";
import { FrameferryError } from "../../core/errors.ts";
import { escapeControlChars } from "../../core/text/escape-control-chars.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { formatDuration } from "../../core/text/format-duration.ts";
import { columnsOf, padEnd } from "../format/text-columns.ts";
import type { ServiceFacts, SiteStatus } from "./site-status.ts";
import { sourceLine } from "./source-line.ts";

/** A site at work that does not say how it goes. */
interface SilentSite {
  readonly file: string;
  readonly pid: number;
  readonly problem: string;
}

/** How all sites are that run with a state folder. */
export async function statusOfSites(state: string): Promise<readonly (SiteStatus | SilentSite)[]> {
  const sites = await runningSites(state);
  return await Promise.all(
    sites.map(async (site) => {
      try {
        const signal = AbortSignal.timeout(MAX_WAIT_MS);
        return (await askSite(site, { method: "GET", path: "/status", signal })) as SiteStatus;
      } catch (error) {
        const isLate = error instanceof DOMException && error.name === "TimeoutError";
        if (!isLate && !(error instanceof FrameferryError)) throw error;
        const problem = isLate ? `no answer in ${MAX_WAIT_MS / 1000} s` : error.message;
        return { file: site.file, pid: site.pid, problem };
      }
    }),
  );
}

const MAX_WAIT_MS = 10_000;

/** A site for a person: a line for each source, and one for each service. */
export function siteText(site: SiteStatus | SilentSite): string {
  if ("problem" in site)
    return escapeControlChars(`site ${site.file}  process ${site.pid}: ${site.problem}`);
  const { file, pid, since, ending, sources, services } = site;
  const age = formatDuration((Date.now() - Date.parse(since)) / 1000);
  const word = ending ? "ending" : "running";
  const width = Math.max(0, ...sources.map(({ name }) => columnsOf(name)));
  return [
    escapeControlChars(`site ${file}  ${word} for ${age} (process ${pid})`),
    ...sources.map((source) => {
      const name = padEnd(escapeControlChars(source.name), width);
      const where = `${source.from} → ${source.to.join(", ")}`;
      return `  ${name}  ${sourceLine(source)}\n  ${padEnd("", width)}  ${escapeControlChars(where)}`;
    }),
    ...services.map((service) => `  ${serviceLine(service)}`),
  ].join("\n");
}

function serviceLine({ service, state, inFlight, requests, sources }: ServiceFacts): string {
  const words = {
    unasked: "not asked yet",
    silent: `no answer yet, in flight ${inFlight}`,
    answers: `answers, ${formatCount(requests, "request")}, in flight ${inFlight}`,
    away: `away, in flight ${inFlight}`,
  };
  return escapeControlChars(
    `service ${service}  ${words[state]} · from ${formatCount(sources.length, "source")}`,
  );
}
