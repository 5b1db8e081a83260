import { FrameferryError } from "../../core/errors.ts";
import { command } from "../../core/option-spelling.ts";
import { didYouMean } from "../../options/did-you-mean.ts";
import type { SourceKeeper } from "./source-keeper.ts";

/**
 * The keepers of sources by their names; `gate` stands for `gate/detector` and `gate/plates`, too.
 *
 * @param names empty: all.
 * @throws FrameferryError `ERR_OPTION` for a name that no source has.
 */
export function namedKeepers(
  keepers: readonly SourceKeeper[],
  names: readonly string[],
): readonly SourceKeeper[] {
  if (names.length === 0) return keepers;
  for (const name of names)
    if (!keepers.some((keeper) => isCalled(keeper, name))) throw unknownSource(name, keepers);
  return keepers.filter((keeper) => names.some((name) => isCalled(keeper, name)));
}

function isCalled({ source }: SourceKeeper, name: string): boolean {
  return source.name === name || source.source === name;
}

function unknownSource(name: string, keepers: readonly SourceKeeper[]): FrameferryError {
  const known = new Set(keepers.flatMap(({ source }) => [source.source, source.name]));
  return new FrameferryError({
    ...({ code: "ERR_OPTION", kind: "usage" } as const),
    message: `the site has no source ${name}${didYouMean(name, known)}`,
    remedy: `${command("status")} shows the sources of the site`,
  });
}
