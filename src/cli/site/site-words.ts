import type { Site, SiteSource } from "../../app/site/site.ts";
import { shownServices } from "../../app/destination.ts";
import { redactedAddress } from "../../core/service/service-address.ts";
import { formatCount } from "../../core/text/format-count.ts";
import { isLiveAddress, shownSource } from "../../slicer/live/live-address.ts";

/** Kind of a source: `camera`, `video`, `watched folder`, `folder or list` or `broker`. */
export function kindOf(source: SiteSource): string {
  if (source.command === "run") return isLiveAddress(source.options.video) ? "camera" : "video";
  return KINDS[source.command];
}

const KINDS = { watch: "watch", send: "send", work: "worker" } as const;

/** Where the frames of a source come from, without secrets. */
export function originOf(source: SiteSource): string {
  switch (source.command) {
    case "run":
      return shownSource(source.options.video);
    case "watch":
      return source.options.folders.join(", ");
    case "send":
      return source.options.paths.join(", ");
    case "work":
      return redactedAddress(source.options.broker);
  }
}

/** Services that the frames of a source go to, without secrets. */
export function destinationsOf({ command, options }: SiteSource): readonly string[] {
  return shownServices(command === "work" ? { ...options, routes: [] } : options);
}

/** What a site would do, in one line: `3 sources to 2 services: 1 camera, 2 watches`. */
export function siteInWords({ sources, hooks }: Pick<Site, "sources" | "hooks">): string {
  const names = new Set(sources.map(({ source }) => source));
  const services = new Set(sources.flatMap(destinationsOf));
  const kinds = Map.groupBy(
    sources.filter(({ source }, at) => sources.findIndex((one) => one.source === source) === at),
    kindOf,
  );
  const list = [...kinds].map(([kind, { length }]) => formatCount(length, kind, PLURALS[kind]));
  const told = hooks.length > 0 ? `, with ${formatCount(hooks.length, "hook")}` : "";
  return `${formatCount(names.size, "source")} (${list.join(", ")}) to ${formatCount(services.size, "service")}${told}`;
}

const PLURALS: Readonly<Record<string, string>> = { watch: "watches", send: "sends" };
