import { basename, resolve } from "node:path";
import { FrameferryError } from "../../core/errors.ts";
import { realPath } from "../../core/files/real-path.ts";
import { option } from "../../core/option-spelling.ts";
import type { AnnotateOptions } from "../../options/annotate-options.ts";

/**
 * Numbers of the sources in results that are the one to annotate: by its path, or else by the name of its file, since
 * both may have been moved.
 *
 * @param names of all sources in the results, by their numbers.
 * @throws FrameferryError `ERR_OPTION` if there is none, or several have the name.
 */
export function chosenSources(
  names: ReadonlyMap<number, string>,
  { source, recordedAs }: Pick<AnnotateOptions, "source" | "recordedAs">,
): ReadonlySet<number> {
  const all = [...names];
  if (recordedAs !== null) {
    const named = all.filter(([, name]) => name === recordedAs);
    return numbersOf(named.length > 0 ? named : refuse(recordedAs, names));
  }
  const real = realPath(source);
  const exact = all.filter(([, name]) => realPath(resolve(name)) === real);
  if (exact.length > 0) return numbersOf(exact);
  const alike = all.filter(([, name]) => basename(name) === basename(resolve(source)));
  if (alike.length > 1)
    throw ambiguous(
      source,
      alike.map(([, name]) => name),
    );
  return numbersOf(alike.length > 0 ? alike : refuse(source, names));
}

function numbersOf(chosen: readonly (readonly [number, string])[]): ReadonlySet<number> {
  return new Set(chosen.map(([number]) => number));
}

function refuse(source: string, names: ReadonlyMap<number, string>): never {
  const others = [...names.values()];
  const shown = others.slice(0, 3).join(", ");
  const more = others.length > 3 ? ` and ${others.length - 3} more` : "";
  throw new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message:
      others.length === 0
        ? `the results hold no frame that was sent, so that there is nothing to draw on ${source}`
        : `the results hold nothing of ${source}, but of ${shown}${more}`,
    remedy:
      others.length === 0
        ? "look into the results, or wait until something is delivered"
        : `name the results of this source, or, if it only had another name then, that name with ${option("recordedAs")}`,
  });
}

function ambiguous(source: string, names: readonly string[]): FrameferryError {
  return new FrameferryError({
    code: "ERR_OPTION",
    kind: "usage",
    message: `the results hold several sources of the name ${basename(source)}: ${names.slice(0, 5).join(", ")}`,
    remedy: `name one of them with ${option("recordedAs")}`,
  });
}
