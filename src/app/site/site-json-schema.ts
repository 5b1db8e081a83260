import { type JsonSchema, optionJsonSchema } from "./option-json-schema.ts";
import { HOOK_OPTIONS } from "./hook-vocabulary.ts";
import { MQTT_OPTIONS } from "./mqtt-vocabulary.ts";
import { SERVICE_LIMITS } from "./service-limits.ts";
import { SITE_COMMANDS, type SiteOption, type SiteVocabulary } from "./vocabulary.ts";

/** JSON Schema of site files, draft 7, for editors: names, words and ranges. `validate` checks more. */
export function siteJsonSchema({ commands, services, site }: SiteVocabulary): JsonSchema {
  const all = [
    ...new Map(
      SITE_COMMANDS.flatMap((name) => commands[name]).map((one) => [one.name, one]),
    ).values(),
  ];
  const defaults = all.filter(({ isArgument }) => !isArgument);
  const definitions = new Definitions();
  const propertiesOf = (options: readonly SiteOption[]): Properties => definitions.of(options);
  const sources = SITE_COMMANDS.map((command) =>
    objectOf({ ...propertiesOf(commands[command]), service: SERVICE }, [command]),
  );
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    title: "frameferry site",
    description: "Sources of frames, and the services that they go to.",
    ...objectOf({
      defaults: {
        description:
          "Options of every source that has them; a source and its service count for more.",
        ...objectOf({ ...propertiesOf(defaults), service: SERVICE }),
      },
      services: {
        description: "Services by name, each with the options that say how frames get there.",
        type: "object",
        additionalProperties: objectOf(propertiesOf([...services, ...SERVICE_LIMITS]), ["to"]),
      },
      sources: {
        description: "Sources of frames by name.",
        type: "object",
        additionalProperties: { anyOf: sources },
      },
      on_event: {
        description: "Hooks: what happens, and the program or the address that is told.",
        type: "array",
        items: {
          ...objectOf(definitions.of(HOOK_OPTIONS), ["when"]),
          anyOf: [{ required: ["run"] }, { required: ["post"] }],
        },
      },
      ...propertiesOf(MQTT_OPTIONS),
      ...propertiesOf(site),
    }),
    required: ["sources"],
    definitions: definitions.all,
  };
}

type Properties = Readonly<Record<string, JsonSchema>>;

/** Schemas of options, each once: the same option stands in many places. */
class Definitions {
  readonly all: Record<string, JsonSchema> = {};

  of(options: readonly SiteOption[]): Properties {
    return Object.fromEntries(options.map((option) => [option.name, this.#referenceTo(option)]));
  }

  #referenceTo(option: SiteOption): JsonSchema {
    const schema = optionJsonSchema(option);
    const text = JSON.stringify(schema);
    for (let number = 1; ; number += 1) {
      const id = number === 1 ? option.name : `${option.name}_${number}`;
      const known = this.all[id];
      // Options of one name may mean different things to different commands.
      if (known !== undefined && JSON.stringify(known) !== text) continue;
      this.all[id] = schema;
      return { $ref: `#/definitions/${id}` };
    }
  }
}

const SERVICE: JsonSchema = {
  description:
    "Name of a service below services, or a list of names: the frames go to each of them.",
  anyOf: [{ type: "string" }, { type: "array", items: { type: "string" }, minItems: 1 }],
};

function objectOf(
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[] = [],
): JsonSchema {
  return {
    type: "object",
    properties,
    additionalProperties: false,
    ...(required.length > 0 && { required }),
  };
}
