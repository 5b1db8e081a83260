import { didYouMean } from "../../options/did-you-mean.ts";
import { keyOfOtherName } from "../../options/other-names.ts";
import { REFUSED, SITE_COMMANDS, type SiteOption, type SiteVocabulary } from "./vocabulary.ts";

/** Why a name cannot stand where options stand, with the one that was probably meant. */
export function unknownName(
  name: string,
  options: readonly SiteOption[],
  {
    vocabulary,
    others,
  }: { readonly vocabulary: SiteVocabulary; readonly others: readonly string[] },
): string {
  const refused = REFUSED[name] ?? NESTED[name];
  if (refused !== undefined) return refused;
  const owners = SITE_COMMANDS.filter((command) =>
    vocabulary.commands[command].some((option) => option.name === name),
  );
  if (owners.length > 0) return `is an option of ${owners.join(", ")}, and cannot stand here`;
  const meantKey = keyOfOtherName(
    name,
    options.map(({ key }) => key),
  );
  const meant = options.find(({ key }) => key === meantKey)?.name;
  const hint =
    meant === undefined
      ? didYouMean(name, [...options.map((option) => option.name), ...others])
      : `; did you mean ${meant}?`;
  return `there is no such option${hint}`;
}

/** Names that one may expect. */
const NESTED: Readonly<Record<string, string>> = {
  after_delivery: "is no option of its own; write move_to: FOLDER or delete: true",
  "<<": "merges nothing here; what several sources share stands in defaults, or in their service",
  max_in_flight: "is an option of a service, over all its sources: write it below services",
  name: "is no option; the name of a source stands before its colon",
};
