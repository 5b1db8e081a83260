import { type OptionValue, type Spelling } from "../../core/option-spelling.ts";
import { MQTT_OPTIONS } from "../../app/site/mqtt-vocabulary.ts";
import type { SiteOption, SiteVocabulary } from "../../app/site/vocabulary.ts";

/** Spells options as a site file has them: `move_to`, and with a value `move_to: /srv/done`. */
export function siteSpelling({
  commands,
  site,
}: Pick<SiteVocabulary, "commands" | "site">): Spelling {
  const all: readonly SiteOption[] = [...Object.values(commands).flat(), ...site, ...MQTT_OPTIONS];
  const names = new Map(all.map(({ key, name }) => [key, name]));
  const nameOf = (key: string): string => names.get(key) ?? key;
  return {
    name: nameOf,
    setting: (key, value) => `${nameOf(key)}: ${inYaml(value)}`,
    isCommandLine: true,
  };
}

/** JSON is YAML; a plain text needs no quotes. */
function inYaml(value: OptionValue): string {
  return typeof value === "string" && /^[\w./:=-]+$/u.test(value) ? value : JSON.stringify(value);
}
